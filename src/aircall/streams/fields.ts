import { z } from "zod";

/** A text that may be absent or null, as nearly every field of Aircall's may. */
export const text = z.string().nullish();
/** A whole number that may be absent or null. */
export const whole = z.int().nullish();
/** A truth value that may be absent or null. */
export const flag = z.boolean().nullish();

/** An integer that identifies a row; beyond 32 bits. */
export const id = z.int();

/** An object that may be absent or null, open to further fields. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.looseObject(shape).nullish();
}

/** A list of objects that may be absent or null. */
export function list<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.array(z.looseObject(shape)).nullish();
}
