import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const CRD = fileURLToPath(
  new URL('../fixtures/k6-operator/1.6.0/k6.io_testruns.yaml.gz', import.meta.url),
);

/** Objects take the keys that they name and no others, as a server that is strict about them does. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const all = Object.fromEntries(
    Object.entries(schema).map(([key, subschema]) => [key, closed(subschema)]),
  );
  const isOpen = 'additionalProperties' in all || typeof all.properties !== 'object';
  return isOpen || !('type' in all) ? all : { ...all, additionalProperties: false };
}

const crd = parse(gunzipSync(readFileSync(CRD)).toString());
const validate = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(
  closed(crd.spec.versions[0].schema.openAPIV3Schema) as object,
);

/** Returns an object's errors by k6-operator 1.6.0's definition of TestRun; empty: none. */
export function validateK6OperatorTestRun(object: unknown): readonly string[] {
  validate(object);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message} ${Object.values(params).flat().join(' ')}`,
  );
}
