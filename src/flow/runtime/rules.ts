import { operation } from "./collection.ts";
import { ProtocolError } from "./errors.ts";
import { isObject, type JsonObject, locate, tokens } from "./json.ts";
import { fault, openAt, typeName } from "./json_schema.ts";
import type { Discovered, Spec, Validated } from "./messages.ts";
import type { BindingSpec } from "./requests.ts";

/** What a key field may be; the platform's keys know no others. */
const keyTypes = ["integer", "string", "boolean", "null"];

/** @throws {ProtocolError} the schemas do not suit the platform, or each other */
export function checkSpec(spec: Spec): void {
  if (spec.configSchema.additionalProperties === false) {
    throw new ProtocolError("the root of configSchema must stay open: the platform adds keys of its own");
  }
  for (const pointer of spec.resourcePathPointers) {
    if (!declared(spec.resourceConfigSchema, pointer)) {
      throw new ProtocolError(
        `resourceConfigSchema must declare ${pointer}, which resourcePathPointers names`,
      );
    }
  }
}

/** @throws {ProtocolError} a binding that the platform would refuse */
export function checkDiscovered(discovered: Discovered, spec: Spec): void {
  const names = new Set<string>();
  const paths = new Set<string>();
  for (const { recommendedName: name, resourceConfig, documentSchema, key } of discovered.bindings) {
    const rule = (text: string) => new ProtocolError(`discovered ${name}: ${text}`);
    const path = JSON.stringify(extractPath(resourceConfig, spec));
    if (names.has(name)) throw rule("a recommendedName must be there once");
    if (paths.has(path)) throw rule(`a resource path must be there once: ${path}`);
    names.add(name);
    paths.add(path);
    const wrong = fault(spec.resourceConfigSchema, resourceConfig);
    if (wrong) throw rule(`resourceConfig must fit resourceConfigSchema: ${wrong}`);
    if (documentSchema.type !== "object") throw rule('the root of documentSchema must be of type "object"');
    for (const pointer of key) checkKeyField(documentSchema, pointer, rule);
  }
}

/** @throws {ProtocolError} the answer does not fit the question */
export function checkValidated(validated: Validated, resources: JsonObject[], spec: Spec): void {
  const { bindings } = validated;
  if (bindings.length !== resources.length) {
    throw new ProtocolError(`validated must have ${resources.length} bindings, has ${bindings.length}`);
  }
  const paths = new Set<string>();
  for (const [i, resource] of resources.entries()) {
    const wanted = JSON.stringify(extractPath(resource, spec));
    const given = JSON.stringify(bindings[i]?.resourcePath);
    if (given !== wanted) {
      throw new ProtocolError(
        `validated binding ${i}: resourcePath must be ${wanted} as extracted, is ${given}`,
      );
    }
    if (paths.has(given)) {
      throw new ProtocolError(`validated binding ${i}: its resource ${given} is there already`);
    }
    paths.add(given);
  }
}

/** @throws {ProtocolError} the collection would refuse the document */
export function checkDocument(document: JsonObject, { collection, resourcePath }: BindingSpec): void {
  const rule = (text: string) => new ProtocolError(`a document of ${resourcePath.join("/")}: ${text}`);
  const { _meta: meta } = document;
  if (!isObject(meta)) throw rule("_meta must be an object");
  if (Object.hasOwn(meta, "uuid")) throw rule("_meta.uuid is the platform's own");
  const op = operation(document);
  if (op !== undefined && op !== "c" && op !== "u" && op !== "d") throw rule(`_meta.op must be c, u or d`);
  for (const pointer of collection.key) {
    const type = typeName(locate(document, pointer));
    if (!keyTypes.includes(type)) {
      throw rule(`the key ${pointer} must be there as ${keyTypes.join(", ")}, is ${type}`);
    }
  }
  const wrong = fault(collection.writeSchema, document);
  if (wrong) throw rule(`it must fit its schema: ${wrong}`);
}

/** @throws {ProtocolError} the schema is not closed */
export function checkSourcedSchema(schema: JsonObject): void {
  const where = openAt(schema);
  if (where) throw new ProtocolError(`a sourcedSchema must be closed: ${where} allows additional properties`);
  if (schema.type !== "object") {
    throw new ProtocolError('the root of a sourcedSchema must be of type "object"');
  }
}

/** @returns the binding at this index @throws {ProtocolError} there is none */
export function checkIndex<T>(bindings: readonly T[], index: number): T {
  const binding = bindings[index];
  if (!binding) throw new ProtocolError(`there is no binding ${index}: ${bindings.length} are open`);
  return binding;
}

/** The resource path as the platform extracts it. @throws {ProtocolError} a pointer finds no text */
export function extractPath(resourceConfig: JsonObject, spec: Spec): string[] {
  return spec.resourcePathPointers.map((pointer) => {
    const value = locate(resourceConfig, pointer);
    if (typeof value === "string" && value !== "") return value;
    throw new ProtocolError(
      `a resourceConfig must have text at ${pointer}: ${JSON.stringify(resourceConfig)}`,
    );
  });
}

function checkKeyField(schema: JsonObject, pointer: string, rule: (text: string) => ProtocolError): void {
  const field = declared(schema, pointer);
  if (!field) throw rule(`documentSchema must declare the key ${pointer}`);
  const types = Array.isArray(field.type) ? field.type : [field.type];
  if (
    !types.every((type) => typeof type === "string" && keyTypes.includes(type)) || types.join() === "null"
  ) {
    throw rule(
      `the key ${pointer} must be an integer, a string or a boolean, is ${JSON.stringify(field.type)}`,
    );
  }
  if (field.reduce !== undefined) throw rule(`the key ${pointer} must have no reduce strategy`);
}

/** The schema of a field that `properties` declares all the way down. */
function declared(schema: JsonObject, pointer: string): JsonObject | undefined {
  const path = tokens(pointer).map((token) =>
    `/properties/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`
  );
  const field = locate(schema, path.join(""));
  return isObject(field) ? field : undefined;
}
