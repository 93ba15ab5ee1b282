import { commandLine } from "../../process/program.ts";
import type { Contender } from "./contender.ts";
import { flowCapture, specRequest } from "./flow.ts";

const [command, args] = commandLine();

/** This project's connector, from this checkout, as the task starts it. */
export const ours: Contender = {
  name: "source-aircall",
  version: `this checkout on Deno ${Deno.version.deno}`,
  spec: { command, args, input: specRequest },
  async capture({ url, id, token, start }) {
    const config = {
      api_id: id,
      api_token: token,
      start_date: start,
      advanced: { requests_per_minute: 1_000_000, base_url: url },
    };
    const capture = await flowCapture({ command, args }, config);
    return { ...capture, args: [...args, "--once"], endless: false };
  },
};
