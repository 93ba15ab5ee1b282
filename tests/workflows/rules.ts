// What the workflows have to keep to, beside what their linters check.

/** A job of a workflow: its name and its text. */
interface Job {
  name: string;
  text: string;
}

/** The jobs of a workflow that is laid out as `deno fmt` does it. */
function jobs(workflow: string): Job[] {
  const [, text = ""] = workflow.split(/^jobs:$/m);
  return text.split(/^(?= {2}[\w-]+:$)/m).slice(1).map((text) => ({
    name: /[\w-]+/.exec(text)?.[0] ?? "",
    text,
  }));
}

/** What runs in a shell: each `run`, whole. */
export function scripts(text: string): string[] {
  const found: string[] = [];
  for (const { 1: before = "", 2: rest = "", index } of text.matchAll(/^([ -]*)run: (.*)$/gm)) {
    if (!/^[|>]/.test(rest)) {
      found.push(rest);
      continue;
    }
    const lines = text.slice(index).split("\n").slice(1);
    const end = lines.findIndex((line) => line.trim() !== "" && line.search(/\S/) <= before.length);
    found.push(lines.slice(0, end < 0 ? undefined : end).map((line) => line.trim()).join("\n").trim());
  }
  return found;
}

/** The tasks of deno.json that a text calls. */
export function tasksCalled(text: string): string[] {
  return [...text.matchAll(/\bdeno(?:@[^"\n]*")? task(?: -q)? ([\w:-]+)/g)].map(([, name = ""]) => name);
}

/** The scripts of .ci that a text runs. */
export function scriptsCalled(text: string): string[] {
  return [...text.matchAll(/(?<![\w/])\.ci\/([\w-]+)/g)].map(([, name = ""]) => name);
}

/** The actions of others that a workflow uses, with what they are pinned to and the version that is said of it. */
export function actions(text: string): { action: string; commit: string; version: string }[] {
  return [...text.matchAll(/uses: (?!\.\/)([^@\s]+)@?(\S*)(?: # (\S+))?/g)].map(
    ([, action = "", commit = "", version = ""]) => ({ action, commit, version }),
  );
}

/** Whose actions may be used. */
const TRUSTED = /^(actions|sigstore)\//;

/** Everything that is wrong with a workflow, each a sentence. */
export function wrongWith(workflow: string): string[] {
  const wrong: string[] = [];
  if (!workflow.includes("\npermissions: {}\n")) wrong.push("it grants something at the top");
  if (!/^concurrency:\n {2}group: /m.test(workflow)) wrong.push("it says nothing of two runs at once");
  if (/^\s*pull_request_target:/m.test(workflow)) wrong.push("it gives its grants to what a stranger sends");
  for (const { action, commit, version } of actions(workflow)) {
    if (!/^[0-9a-f]{40}$/.test(commit)) wrong.push(`${action} is not pinned by commit`);
    if (!/^v\d+\.\d+\.\d+$/.test(version)) wrong.push(`${action} does not say which version it is`);
    if (!TRUSTED.test(action)) wrong.push(`${action} is none of those that are trusted`);
  }
  for (const script of scripts(workflow)) {
    if (script.includes("${{")) wrong.push(`a script is written by what is put in it: ${script}`);
  }
  const found = jobs(workflow);
  if (found.length === 0) wrong.push("it has no jobs");
  for (const { name, text } of found) {
    if (!/^ {4}timeout-minutes: \d+$/m.test(text)) wrong.push(`${name} may run for ever`);
    const grants = /^ {4}permissions:\n((?: {6}.*\n)+)/m.exec(text)?.[1];
    if (grants === undefined) wrong.push(`${name} does not say what it may do`);
    const steps = text.split(/^ {6}- /m).slice(1);
    const checkouts = steps.filter((step) => step.includes("uses: actions/checkout@"));
    if (checkouts.some((step) => !/^ {10}persist-credentials: false$/m.test(step))) {
      wrong.push(`${name} leaves its token in the checkout`);
    }
    // what this project runs, and what it has loaded, stays where nothing can be changed or signed
    if (grants && /: write\b/.test(grants) && checkouts.length > 0) {
      wrong.push(`${name} may write, and runs what it checks out`);
    }
  }
  return wrong;
}
