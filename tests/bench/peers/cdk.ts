import type { Contender } from "./contender.ts";
import { flowCapture, specRequest, type Start } from "./flow.ts";
import { environment, variables } from "../../support/venv.ts";

const folder = new URL("cdk/", import.meta.url).pathname;

/** A connector for the same nine streams on Estuary's Python kit; see `cdk/`. @throws {NotInstalled} */
export function estuaryCdk(): Promise<Contender> {
  return contender("estuary-cdk", false);
}

/** The same, but that calls and contacts are checked by no model: the least that the kit can be made to do. */
export function estuaryCdkPlain(): Promise<Contender> {
  return contender("estuary-cdk without models", true);
}

async function contender(name: string, plain: boolean): Promise<Contender> {
  const made = await environment({
    name: "estuary-cdk",
    requirements: `${folder}requirements.txt`,
    pythons: ["3.13", "3.12", "3.11"],
  });
  const start: Start = {
    command: `${made.folder}/bin/python`,
    args: ["-m", "source_aircall"],
    env: { ...variables(made), PYTHONPATH: folder },
  };
  return {
    name,
    version: `estuary-cdk ${made.versions.get("estuary-cdk")} on Python ${made.python}`,
    ...(plain ? {} : { spec: { ...start, input: specRequest } }),
    async capture({ url, id, token, start: since }) {
      const config = {
        credentials: { credentials_title: "Username & Password", username: id, password: token },
        start_date: since,
        advanced: { base_url: url, first_delay: 0, plain_rows: plain },
      };
      return { ...await flowCapture(start, config), endless: true };
    },
  };
}
