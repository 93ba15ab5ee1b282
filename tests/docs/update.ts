import { blocks, page, pages, run, withBlocks } from "./blocks.ts";

// Writes the blocks of output anew: deno task docs
for (const name of pages) {
  const text = await page(name);
  const outputs: string[] = [];
  for (const { task } of blocks(text)) outputs.push(await run(task));
  await Deno.writeTextFile(new URL(`../../${name}`, import.meta.url), withBlocks(text, outputs));
}
