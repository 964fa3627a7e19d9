import { z } from 'zod';
import { MAX_REQUESTS, type PlannedRequest } from './generate-k6-script.ts';

/** As much of OpenAPI 3 as a request needs; references are followed by hand. */
const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

type Json = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;
/** Maximum depth, since schemas may be recursive. */
const MOST_DEPTH = 6;

/**
 * Generates a request for each operation of an OpenAPI 3 document, with its examples or values of
 * the right type. Delete operations are left out, since they only work once. @throws Error with a
 * readable message if the document is invalid.
 */
export function generateOpenApiRequests(json: unknown): readonly PlannedRequest[] {
  const read = documentSchema.safeParse(json);
  if (!read.success)
    throw new Error('it is not an OpenAPI 3 document: openapi or paths is missing');
  const document = json as Json;
  const requests: PlannedRequest[] = [];
  for (const [template, item] of Object.entries(read.data.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (method === 'delete' || !isObject(operation)) continue;
      if (requests.length < MAX_REQUESTS) {
        requests.push(requestFor(document, template, method, item, operation));
      }
    }
  }
  if (requests.length === 0) throw new Error('it defines no operations to send requests to');
  return requests;
}

function requestFor(
  document: Json,
  template: string,
  method: string,
  item: Json,
  operation: Json,
): PlannedRequest {
  const params = [...listOf(item.parameters), ...listOf(operation.parameters)]
    .map((parameter) => resolve(document, parameter))
    .filter(isObject);
  const exampleText = (param: Json): string => String(exampleOf(document, param) ?? 1);
  const path = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const param = params.find((param) => param.in === 'path' && param.name === name);
    return encodeURIComponent(param === undefined ? '1' : exampleText(param));
  });
  const query = params
    .filter((param) => param.in === 'query' && param.required === true)
    .map(
      (param) =>
        `${encodeURIComponent(String(param.name))}=${encodeURIComponent(exampleText(param))}`,
    );
  const body = bodyOf(document, operation.requestBody);
  return {
    name: `${method.toUpperCase()} ${template}`,
    method: method.toUpperCase(),
    path: query.length === 0 ? path : `${path}?${query.join('&')}`,
    headers: body === null ? {} : { 'content-type': 'application/json' },
    body,
    status: successOf(operation.responses),
  };
}

/** The first status of success that it names. */
function successOf(responses: unknown): number | null {
  if (!isObject(responses)) return null;
  const codes = Object.keys(responses).filter((code) => /^[23]\d\d$/.test(code));
  return codes.length === 0 ? null : Number(codes[0]);
}

function bodyOf(document: Json, given: unknown): string | null {
  const body = resolve(document, given);
  if (!isObject(body) || !isObject(body.content)) return null;
  const media = body.content['application/json'];
  if (!isObject(media)) return null;
  return JSON.stringify(exampleOf(document, media) ?? {});
}

/** An example of a parameter or a body, or a value that its schema allows. */
function exampleOf(document: Json, holder: Json): unknown {
  if (holder.example !== undefined) return holder.example;
  const [named] = isObject(holder.examples) ? Object.values(holder.examples) : [];
  if (isObject(named) && named.value !== undefined) return named.value;
  return valueFor(document, holder.schema, 0);
}

function valueFor(document: Json, given: unknown, depth: number): unknown {
  const schema = resolve(document, given);
  if (!isObject(schema) || depth > MOST_DEPTH) return null;
  const chosen = schema.example ?? schema.default ?? listOf(schema.enum)[0];
  if (chosen !== undefined) return chosen;
  const [all] = [...listOf(schema.allOf), ...listOf(schema.oneOf), ...listOf(schema.anyOf)];
  if (all !== undefined && schema.properties === undefined)
    return valueFor(document, all, depth + 1);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return [valueFor(document, schema.items, depth + 1)];
    case 'string':
      return textFor(schema);
    default:
      return objectFor(document, schema, depth);
  }
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  email: 'user@example.com',
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'http://example.com/',
};

function textFor({ format, minLength }: Json): string {
  const known = FORMATS[String(format)] ?? 'text';
  return known.padEnd(typeof minLength === 'number' ? minLength : 0, 'x');
}

function objectFor(document: Json, { properties, required }: Json, depth: number): Json {
  const wanted = listOf(required).map(String);
  const entries = Object.entries(isObject(properties) ? properties : {}).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  );
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, valueFor(document, entry, depth + 1)]),
  );
}

/** Resolves a reference within the document. */
function resolve(document: Json, given: unknown, depth = 0): unknown {
  if (!isObject(given) || typeof given.$ref !== 'string' || depth > MOST_DEPTH) return given;
  const steps = given.$ref.replace(/^#\//, '').split('/');
  let found: unknown = document;
  for (const step of steps) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found) ? found[key] : undefined;
  }
  return resolve(document, found, depth + 1);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
