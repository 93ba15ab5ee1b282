import { assertEquals, AssertionError, assertIsError, assertRejects, assertStrictEquals } from "@std/assert";
import { assertThrows } from "@std/assert/throws";

class Refused extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

function refuse(): never {
  throw new Refused(403);
}

Deno.test("assertThrows returns what was thrown, error or not", () => {
  const error = new Refused(400);
  assertStrictEquals(
    assertThrows(() => {
      throw error;
    }),
    error,
  );
  assertStrictEquals(
    assertThrows(() => {
      throw "text";
    }),
    "text",
  );
});

Deno.test("assertThrows narrows to the class it is given", () => {
  const status: number = assertThrows(refuse, Refused, "with 403").status;
  assertEquals(status, 403);
});

Deno.test("assertThrows takes a class of errors for its subclasses too", () => {
  assertThrows(refuse, Error, "refused");
});

Deno.test("assertThrows fails with its message when nothing is thrown", () => {
  assertThrows(() => assertThrows(() => 1), AssertionError, "Expected function to throw.");
  assertThrows(() => assertThrows(() => 1, "here"), AssertionError, "Expected function to throw: here");
  assertThrows(
    () => assertThrows(() => 1, Error, "", "here"),
    AssertionError,
    "Expected function to throw: here",
  );
});

Deno.test("assertThrows fails when another class, another message or no error at all is thrown", () => {
  assertThrows(() => assertThrows(refuse, TypeError), AssertionError, 'instance of "TypeError"');
  assertThrows(() => assertThrows(refuse, Refused, "with 500"), AssertionError, 'include "with 500"');
  const throwText = () => {
    throw "text";
  };
  assertThrows(() => assertThrows(throwText, Error), AssertionError, "A non-Error object was thrown");
});

Deno.test("assertRejects returns the reason, error or not", async () => {
  const error = new Refused(400);
  assertStrictEquals(await assertRejects(() => Promise.reject(error)), error);
  assertStrictEquals(await assertRejects(() => Promise.reject("text")), "text");
});

Deno.test("assertRejects narrows to the class it is given", async () => {
  const error = await assertRejects(() => Promise.reject(new Refused(403)), Refused, "with 403");
  const status: number = error.status;
  assertEquals(status, 403);
});

Deno.test("assertRejects fails with its message when the promise is fulfilled", async () => {
  await assertRejects(
    () => assertRejects(() => Promise.resolve(1), "here"),
    AssertionError,
    "Expected function to reject: here",
  );
});

Deno.test("assertRejects fails when the function throws before there is a promise", async () => {
  await assertRejects(
    () => assertRejects(refuse, Refused),
    AssertionError,
    "Function throws when expected to reject",
  );
});

Deno.test("assertRejects fails when another class, another message or no error is the reason", async () => {
  const reject = () => Promise.reject(new Refused(403));
  await assertRejects(() => assertRejects(reject, TypeError), AssertionError, 'instance of "TypeError"');
  await assertRejects(() => assertRejects(reject, Refused, "with 500"), AssertionError, 'include "with 500"');
  await assertRejects(
    () => assertRejects(() => Promise.reject("text"), Error),
    AssertionError,
    "A non-Error object was rejected",
  );
});

Deno.test("assertIsError looks for text or an expression in the message, whatever its colours", () => {
  const error: unknown = new Refused(403);
  assertIsError(error, Refused, /with \d+$/);
  assertEquals(error.status, 403);
  assertIsError(new Error("\x1b[31mred\x1b[39m alert"), Error, "red alert");
  assertThrows(() => assertIsError(error, Refused, /500/), AssertionError, "include /500/");
  assertThrows(() => assertIsError("text"), AssertionError, "to be an Error object");
});
