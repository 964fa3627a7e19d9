import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';

const CRD = fileURLToPath(
  new URL('../fixtures/k6-operator/1.6.0/k6.io_testruns.yaml.gz', import.meta.url),
);

/** The part of OpenAPI that the definition uses for values that perf-harness writes. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Objects take the keys that they name and no others, as a server that is strict about them does. */
function listErrors(schema: Schema, value: unknown, path: string): readonly string[] {
  const { type, properties, additionalProperties: others } = schema;
  if (type !== undefined && type !== typeOf(value)) return [`${path} must be ${type}`];
  if (schema.enum?.includes(value) === false) return [`${path} must be one of ${schema.enum}`];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(String(value))) {
    return [`${path} must match ${schema.pattern}`];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => listErrors(schema.items ?? {}, item, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const missing = schema.required?.filter((key) => !(key in value)) ?? [];
  const errors = Object.entries(value).flatMap(([key, member]) => {
    const known = properties?.[key] ?? (typeof others === 'object' ? others : undefined);
    if (known !== undefined) return listErrors(known, member, `${path}/${key}`);
    return properties === undefined ? [] : [`${path} must not have ${key}`];
  });
  return [...missing.map((key) => `${path} must have ${key}`), ...errors];
}

const crd = parse(gunzipSync(readFileSync(CRD)).toString());

/** Returns an object's errors by k6-operator 1.6.0's definition of TestRun; empty: none. */
export function validateK6OperatorTestRun(object: unknown): readonly string[] {
  return listErrors(crd.spec.versions[0].schema.openAPIV3Schema, object, '');
}
