import { assert, assertEquals } from "@std/assert";
import { actions, scripts, scriptsCalled, tasksCalled, wrongWith } from "./rules.ts";

const SHA = "0123456789abcdef0123456789abcdef01234567";
const SOUND = `name: x

on: push

permissions: {}

concurrency:
  group: x

jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${SHA} # v1.2.3
        with:
          persist-credentials: false
      - uses: ./.github/actions/deno
      - name: two lines
        run: |
          deno task -q check
          .ci/run
        env:
          NAME: \${{ github.ref }}
      - run: npx -y "deno@$(cat .deno-version)" task lint:workflows

  sign:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      id-token: write # to sign
    steps:
      - run: |
          echo signed
`;

Deno.test("a workflow that keeps to the rules has nothing wrong with it, and its parts are found", () => {
  assertEquals(wrongWith(SOUND), []);
  assertEquals(scripts(SOUND), [
    "deno task -q check\n.ci/run",
    'npx -y "deno@$(cat .deno-version)" task lint:workflows',
    "echo signed",
  ]);
  assertEquals(tasksCalled(SOUND), ["check", "lint:workflows"]);
  assertEquals(scriptsCalled(SOUND), ["run"]);
  assertEquals(actions(SOUND), [{ action: "actions/checkout", commit: SHA, version: "v1.2.3" }]);
});

Deno.test("each breach of a rule is found", () => {
  const breaches: [string, string, string][] = [
    ["permissions: {}", "permissions: read-all", "it grants something at the top"],
    ["concurrency:\n  group: x\n", "", "it says nothing of two runs at once"],
    ["on: push", "on:\n  pull_request_target:", "it gives its grants to what a stranger sends"],
    [`@${SHA} # v1.2.3`, "@v1 # v1.2.3", "actions/checkout is not pinned by commit"],
    [`@${SHA} # v1.2.3`, `@${SHA}`, "actions/checkout does not say which version it is"],
    [`@${SHA} # v1.2.3`, `@${SHA} # v1`, "actions/checkout does not say which version it is"],
    ["uses: ./.github/actions/deno", `uses: a/b@${SHA} # v1.0.0`, "a/b is none of those that are trusted"],
    [
      "echo signed",
      "echo ${{ github.event.head_commit.message }}",
      "a script is written by what is put in it: ",
    ],
    ["- run: npx", "- run: echo ${{ github.ref }} npx", "a script is written by what is put in it: "],
    ["    timeout-minutes: 5\n", "", "build may run for ever"],
    ["    permissions:\n      contents: read\n", "", "build does not say what it may do"],
    ["          persist-credentials: false\n", "", "build leaves its token in the checkout"],
    ["persist-credentials: false", "persist-credentials: true", "build leaves its token in the checkout"],
    ["contents: read", "packages: write", "build may write, and runs what it checks out"],
    ["\njobs:\n", "\nwork:\n", "it has no jobs"],
  ];
  for (const [part, instead, what] of breaches) {
    assert(SOUND.includes(part), part);
    const wrong = wrongWith(SOUND.replace(part, () => instead));
    assertEquals(wrong.filter((sentence) => !sentence.startsWith(what)), [], what);
    assertEquals(wrong.length, 1, what);
  }
});
