import { prove } from "./prove.ts";

Deno.test("whatever kills the connector, whatever fails and whatever happens meanwhile, the collections end up equal to the account (part 1 of 3)", async () => {
  await prove(1, 3);
});
