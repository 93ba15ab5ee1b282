import { isObject, type JsonObject, same } from "./json.ts";

/** A JSON Schema: an object of keywords, or true or false. */
export type Schema = JsonObject | boolean;

/** Keywords that would need judging and are not: a schema that holds one is refused instead of passed over. */
const unjudged = new Set([
  "$ref",
  "$dynamicRef",
  "contains",
  "dependencies",
  "dependentRequired",
  "dependentSchemas",
  "prefixItems",
  "propertyNames",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/**
 * What is wrong with a value by a JSON Schema (2020-12, the keywords that connectors use; `format` is asserted for
 * dates and times), as "where: what", or undefined if nothing is.
 *
 * @param at where the value is, as a JSON pointer; "" is the whole
 */
export function fault(schema: unknown, value: unknown, at = ""): string | undefined {
  if (schema === true) return undefined;
  const wrong = (what: string) => `${at || "/"}: ${what}`;
  if (!isObject(schema)) {
    return wrong(schema === false ? "nothing is allowed here" : "its schema is no schema");
  }
  const strange = Object.keys(schema).find((keyword) => unjudged.has(keyword));
  if (strange) return wrong(`its schema says ${strange}, which is not understood here`);
  const { type } = schema;
  const named = typeName(value);
  if (type !== undefined && type !== named && !list(type).some((one) => is(one, named))) {
    return wrong(`wants ${list(type).join(" or ")}, is ${named}`);
  }
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => same(one, value))) {
    return wrong(`is none of ${JSON.stringify(schema.enum)}`);
  }
  if (Object.hasOwn(schema, "const") && !same(schema.const, value)) {
    return wrong(`is not ${JSON.stringify(schema.const)}`);
  }
  const simple = typeof value === "number"
    ? numberFault(schema, value)
    : typeof value === "string"
    ? stringFault(schema, value)
    : undefined;
  if (simple) return wrong(simple);
  if (isObject(value)) return objectFault(schema, value, at) ?? composedFault(schema, value, at);
  if (Array.isArray(value)) return arrayFault(schema, value, at) ?? composedFault(schema, value, at);
  return composedFault(schema, value, at);
}

/**
 * Where an object with declared properties lets others in, as a JSON pointer into the documents (an item of an array
 * is `-`), or undefined if it never does.
 */
export function openAt(schema: unknown, at = ""): string | undefined {
  if (!isObject(schema)) return undefined;
  const { properties, patternProperties, additionalProperties, items } = schema;
  const declared = [...entries(properties), ...entries(patternProperties)];
  const object = schema.type === undefined || list(schema.type).includes("object");
  if (object && declared.length > 0 && additionalProperties !== false) return at || "/";
  const inner: [unknown, string][] = [
    ...declared.map(([name, child]): [unknown, string] => [child, `${at}/${name}`]),
    [additionalProperties, `${at}/*`],
    [items, `${at}/-`],
    ...["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
      list(schema[keyword]).map((one): [unknown, string] => [one, at])
    ),
  ];
  for (const [child, where] of inner) {
    const found = openAt(child, where);
    if (found) return found;
  }
  return undefined;
}

function objectFault(schema: JsonObject, value: JsonObject, at: string): string | undefined {
  for (const name of list(schema.required)) {
    if (!Object.hasOwn(value, String(name))) return `${at || "/"}: lacks ${name}`;
  }
  const { properties, additionalProperties } = schema;
  const patterns = entries(schema.patternProperties).map(([pattern, child]) => ({
    test: new RegExp(pattern, "u"),
    child,
  }));
  const declared = isObject(properties) ? properties : {};
  for (const name of Object.keys(declared)) {
    if (!Object.hasOwn(value, name)) continue;
    const found = fault(declared[name], value[name], `${at}/${name}`);
    if (found) return found;
  }
  if (additionalProperties === undefined && patterns.length === 0) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const matched = patterns.filter(({ test }) => test.test(name)).map(({ child }) => child);
    const known = Object.hasOwn(declared, name);
    if (!known && matched.length === 0 && additionalProperties !== undefined) {
      matched.push(additionalProperties);
    }
    for (const child of matched) {
      const found = fault(child, member, `${at}/${name}`);
      if (found) return found;
    }
  }
  return undefined;
}

function arrayFault(schema: JsonObject, value: unknown[], at: string): string | undefined {
  const { items, minItems, maxItems, uniqueItems } = schema;
  if (typeof minItems === "number" && value.length < minItems) {
    return `${at || "/"}: holds fewer than ${minItems}`;
  }
  if (typeof maxItems === "number" && value.length > maxItems) {
    return `${at || "/"}: holds more than ${maxItems}`;
  }
  if (uniqueItems === true && value.some((one, i) => value.slice(0, i).some((other) => same(one, other)))) {
    return `${at || "/"}: holds the same twice`;
  }
  if (items === undefined) return undefined;
  for (const [i, item] of value.entries()) {
    const found = fault(items, item, `${at}/${i}`);
    if (found) return found;
  }
  return undefined;
}

/** allOf, anyOf, oneOf, not, if. */
function composedFault(schema: JsonObject, value: unknown, at: string): string | undefined {
  for (const one of list(schema.allOf)) {
    const found = fault(one, value, at);
    if (found) return found;
  }
  if (schema.anyOf !== undefined && list(schema.anyOf).every((one) => fault(one, value, at))) {
    return `${at || "/"}: fits none of anyOf`;
  }
  const fits = schema.oneOf === undefined
    ? 1
    : list(schema.oneOf).filter((one) => !fault(one, value, at)).length;
  if (fits !== 1) return `${at || "/"}: fits ${fits} of oneOf`;
  if (schema.not !== undefined && !fault(schema.not, value, at)) return `${at || "/"}: fits not`;
  if (schema.if === undefined) return undefined;
  return fault((fault(schema.if, value, at) ? schema.else : schema.then) ?? true, value, at);
}

function numberFault(schema: JsonObject, value: number): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === "number" && value < minimum) return `is below ${minimum}`;
  if (typeof maximum === "number" && value > maximum) return `is above ${maximum}`;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) {
    return `is not above ${exclusiveMinimum}`;
  }
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) {
    return `is not below ${exclusiveMaximum}`;
  }
  if (typeof multipleOf === "number" && !Number.isInteger(value / multipleOf)) {
    return `is no multiple of ${multipleOf}`;
  }
  return undefined;
}

function stringFault(schema: JsonObject, value: string): string | undefined {
  const { minLength, maxLength, pattern, format } = schema;
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length;
  if (typeof minLength === "number" && length < minLength) return `is shorter than ${minLength}`;
  if (typeof maxLength === "number" && length > maxLength) return `is longer than ${maxLength}`;
  if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value)) {
    return `does not match ${pattern}`;
  }
  if (typeof format === "string" && formats[format]?.test(value) === false) return `is no ${format}`;
  return undefined;
}

/** Formats that the platform asserts and a document of ours may carry. */
const formats: Record<string, RegExp> = {
  "date": /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/,
  "duration": /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/,
  "uri": /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/,
  "uuid": /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
};

/** A keyword's value as a list: itself if it is one, nothing if it is absent. */
function list(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function entries(value: unknown): [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}

function is(type: unknown, name: string): boolean {
  return type === name || (type === "number" && name === "integer");
}

/** The JSON Schema type of a value. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}
