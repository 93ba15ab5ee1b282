import { assert, assertEquals } from "@std/assert";
import { codeLines } from "./code.ts";
import { readLcov } from "./lcov.ts";
import { isEnough, judged, table } from "./rooms.ts";

/** A report on a file with so many lines and branches, of which so many were run. */
function report(path: string, lines: number, run: number, branches = 0, taken = 0): string {
  const line = (i: number) => `DA:${i + 1},${i < run ? 3 : 0}`;
  const branch = (i: number) => `BRDA:1,${i},0,${i < taken ? 1 : "-"}`;
  return [
    `SF:${path}`,
    ...Array.from({ length: lines }, (_, i) => line(i)),
    ...Array.from({ length: branches }, (_, i) => branch(i)),
    "end_of_record",
    "",
  ].join("\n");
}

const sources = (...names: string[]) => new Map(names.map((name) => [name, "f();\ng();\n"]));

Deno.test("a report is read line by line, a branch that was never reached counts as not taken", () => {
  const [file, ...others] = readLcov(
    "SF:/x/src/http/a.ts\nDA:3,0\nDA:4,12\nBRDA:3,1,0,-\nBRDA:3,1,1,2\nLF:2\nend_of_record\n",
  );
  assertEquals(others, []);
  assertEquals(file, { path: "/x/src/http/a.ts", lines: new Map([[3, 0], [4, 12]]), branches: [0, 2] });
});

Deno.test("each room is judged by itself: one that is good does not lift another", () => {
  const coverage = readLcov(report("/x/src/http/a.ts", 1000, 1000) + report("/x/src/flow/b.ts", 100, 94));
  const { rooms } = judged(["http", "flow"], sources("src/http/a.ts", "src/flow/b.ts"), coverage);
  assertEquals(rooms.map(isEnough), [true, false]);
});

Deno.test("95 % of lines and of branches are enough, less of either is not", () => {
  const enough = (lines: number, branches: number) => {
    const coverage = readLcov(report("/x/src/http/a.ts", 100, lines, 100, branches));
    return judged(["http"], sources("src/http/a.ts"), coverage).rooms.map(isEnough);
  };
  assertEquals(enough(95, 95), [true]);
  assertEquals(enough(94, 100), [false]);
  assertEquals(enough(100, 94), [false]);
});

Deno.test("a file that no test loads counts with its lines, and a room without a file is not enough", () => {
  const coverage = readLcov(report("/x/src/http/a.ts", 10, 10));
  const { rooms } = judged(["http", "flow"], sources("src/http/a.ts", "src/http/b.ts"), coverage);
  assertEquals(rooms[0]?.lines, { all: 12, run: 10 });
  assertEquals(rooms.map(isEnough), [false, false]);
});

Deno.test("types, imports and other files' names are no code", () => {
  const source = `import { f } from "./f.ts";
export * from "./g.ts";
/** A thing. */
export interface Thing {
  name: string;
}
type Name = string;
export function h(): void {
  f();
}
`;
  assertEquals(codeLines("src/http/h.ts", source), 3);
});

Deno.test("the table names the rooms, and the files below the floor alone", () => {
  const coverage = readLcov(report("/x/src/http/a.ts", 1000, 1000) + report("/x/src/http/b.ts", 10, 5));
  const lines = table(judged(["http"], sources("src/http/a.ts", "src/http/b.ts"), coverage));
  assert(lines.some((line) => /^http +99\.5 % of 1010 +100\.0 % of 0$/.test(line)), lines.join("\n"));
  assert(lines.some((line) => /^src\/http\/b\.ts +50\.0 % of 10 .* below 95 %$/.test(line)));
  assert(!lines.some((line) => line.includes("a.ts")));
});
