import { closed, reading, text } from './schema-parts.ts';

const counterPath = text('the path of a number in the JSON, such as "cache.hits"');

const counterShape = { hits: counterPath, misses: counterPath };

const COMMAND_CACHE =
  'an object such as { counters: { hits: "cache.hits", misses: "cache.misses" } }';

/** The key `cache` of a command. */
export const commandCacheSchema = closed(COMMAND_CACHE, {
  counters: closed('an object with hits and misses', counterShape),
});

const HEADER = 'the name of a header, such as "x-cache"';

const headerName = reading(HEADER, (value) =>
  // The characters that RFC 9110 allows in a field name.
  typeof value === 'string' && /^[!#$%&'*+.^_`|~\w-]+$/.test(value)
    ? value.toLowerCase()
    : undefined,
);

/** The key `cache` of a server. */
export const serverCacheSchema = closed('an object with header or counters', {
  header: headerName.optional(),
  hit: text('the word that means a hit, such as "HIT"').optional(),
  counters: closed('an object with url, hits and misses', {
    url: text('a path of the server that answers with JSON, such as "/metrics.json"'),
    ...counterShape,
  }).optional(),
}).transform((cache, context) => {
  const { header, hit, counters } = cache;
  const wrong = (message: string): void => {
    context.issues.push({ code: 'custom', message, input: cache });
  };
  if (header !== undefined && counters !== undefined) {
    wrong('has both header and counters, expected one of them');
  }
  if (header === undefined && counters === undefined) {
    wrong('says neither header nor counters, expected one: where hits and misses are told');
  }
  if (hit !== undefined && header === undefined) {
    wrong('has hit without header: hit is the word in the value of a header that means a hit');
  }
  return cache;
});
