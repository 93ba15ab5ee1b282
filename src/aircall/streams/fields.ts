import * as shape from "../../capture/shape.ts";

/** A text that may be absent or null, as nearly every field of Aircall's may. */
export const text = shape.nullish(shape.text);
/** A whole number that may be absent or null. */
export const whole = shape.nullish(shape.whole());
/** A truth value that may be absent or null. */
export const flag = shape.nullish(shape.flag);

/** An integer that identifies a row; beyond 32 bits. */
export const id = shape.whole();
/** A text that identifies a row. */
export const textId = shape.text;

/** What a stream's rows are: an object, open to further fields. */
export const document = shape.object;

/** An object that may be absent or null, open to further fields. */
export function object<F extends shape.Fields>(fields: F) {
  return shape.nullish(shape.object(fields));
}

/** A list of objects that may be absent or null. */
export function list<F extends shape.Fields>(fields: F) {
  return shape.nullish(shape.list(shape.object(fields)));
}

/** A list of whatever it may be, that may be absent or null. */
export const listOfAnything = shape.nullish(shape.list(shape.anything));
/** A list of texts that may be absent or null. */
export const texts = shape.nullish(shape.list(shape.text));
