import fc from "fast-check";
import { assert, assertEquals, assertGreaterOrEqual, assertLessOrEqual } from "@std/assert";
import { buckets, named, rounded } from "../../../src/local/report/buckets.ts";
import { escaped, html } from "../../../src/local/report/html.ts";

Deno.test("whatever text is put into HTML, it opens no tag, ends no attribute, and is read back as it was", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const { text: page } = html`<p title="${text}">${text}</p>`;
    const inner = page.slice('<p title="'.length, -"</p>".length);
    assertEquals(/[<>]/.exec(inner.replace('">', "")), null);
    assertEquals(inner.split('"').length, 2);
    const back = escaped(text).replaceAll(
      /&(lt|gt|quot|#39|amp);/g,
      (_, name) => ({ lt: "<", gt: ">", quot: '"', "#39": "'", amp: "&" })[name as string] ?? "",
    );
    // deno-lint-ignore no-control-regex -- what no page may hold is replaced
    assertEquals(back, text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, "\ufffd"));
  }));
});

Deno.test("how a template is laid out is not sent along, and what is put into it is left alone", () => {
  const page = html`
    <p>
      ${"a\n  b"}
      words
      here
    </p>
  `;
  assertEquals(page.text, "<p>a\n  b words here</p>");
  assertEquals(html`${false}${undefined}${[1, html`<b>${"<"}</b>`]}`.text, "1<b>&lt;</b>");
});

Deno.test("buckets hold every moment, touch each other, and are few enough to be drawn", () => {
  const moments = fc.array(
    fc.integer({ min: 1_600_000_000_000, max: 1_600_000_000_000 + 400 * 86_400_000 }),
    { minLength: 1 },
  );
  fc.assert(fc.property(moments, (moments) => {
    const { starts, at } = buckets(moments);
    assertLessOrEqual(starts.length, 64);
    for (const moment of moments) {
      const start = starts[at(moment)];
      assert(start !== undefined && start <= moment);
      const next = starts[at(moment) + 1];
      if (next !== undefined) assert(moment < next);
    }
  }));
  assertEquals(buckets([]).starts, []);
});

Deno.test("weeks begin on Mondays, days at midnight", () => {
  const [week] = buckets([Date.parse("2026-05-06T12:00:00Z"), Date.parse("2026-11-01T00:00:00Z")]).starts;
  assertEquals(named(week ?? 0, "week"), "2026-05-04");
  const [day] = buckets([Date.parse("2026-05-06T12:00:00Z"), Date.parse("2026-05-30T00:00:00Z")]).starts;
  assertEquals(named(day ?? 0, "hour"), "2026-05-06 00:00");
});

Deno.test("an axis ends at a round figure that holds the greatest value, and no more than two and a half times it", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000_000 }), (value) => {
    assertGreaterOrEqual(rounded(value), value);
    assertLessOrEqual(rounded(value), 2.5 * value);
  }));
  assertEquals([0, 1, 2, 3, 51, 1000].map(rounded), [1, 1, 2, 5, 100, 1000]);
});
