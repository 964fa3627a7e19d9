/**
 * Twenty small projects, each with two known costs in two files, written before a team was run on
 * any of them. In ten of them a program proposes a fix of the second cost that costs more than it
 * saves.
 */

/** A plausible fix that is slower or changes the behavior. */
export interface NaiveFix {
  readonly title: string;
  /** New text of `src/second.js`. */
  readonly text: string;
}

export interface SmallProject {
  readonly name: string;
  /** The planted costs, a sentence for each file. */
  readonly costs: readonly [string, string];
  /** Source code that exports `first(given)`. */
  readonly first: string;
  /** Source code that exports `second(given)`. */
  readonly second: string;
  /** Expressions for the arguments of both functions. */
  readonly given: readonly [string, string];
  /** Expressions for small calls of both functions and their expected results. */
  readonly examples: readonly [readonly [string, string], readonly [string, string]];
  readonly naive?: NaiveFix;
}

const ROWS = `Array.from({ length: 400 }, (_, at) => ({ id: 'k' + ((at * 7) % 400), name: 'Part ' + at, cents: at }))`;
const WORDS = `Array.from({ length: 600 }, (_, at) => 'word ' + ((at * 13) % 211) + ' of the list')`;

const FIND = `export function first(rows) {
  const found = [];
  for (const row of rows) {
    const other = rows.find((one) => one.id === row.id);
    if (other !== undefined) found.push(other.cents);
  }
  return found;
}
`;
const INCLUDES = `export function first(words) {
  const seen = [];
  for (const word of words) {
    if (!seen.includes(word)) seen.push(word);
  }
  return seen;
}
`;
const SPREAD = `export function first(rows) {
  return rows.reduce((all, row) => ({ ...all, [row.id]: row.cents }), {});
}
`;
const FIND_EXAMPLE = [`first([{ id: 'a', cents: 1 }, { id: 'a', cents: 2 }])`, '[1, 1]'] as const;
const INCLUDES_EXAMPLE = [`first(['a', 'b', 'a'])`, `['a', 'b']`] as const;
const SPREAD_EXAMPLE = [`first([{ id: 'a', cents: 1 }])`, `{ a: 1 }`] as const;

const PLAIN: readonly SmallProject[] = [
  {
    name: 'find and a RegExp in loops',
    costs: ['a find for each row', 'a RegExp made for each word'],
    first: FIND,
    second: `export function second(words) {
  let count = 0;
  for (const word of words) {
    if (new RegExp('of the (list|row)').test(word)) count += 1;
  }
  return count;
}
`,
    given: [ROWS, WORDS],
    examples: [FIND_EXAMPLE, [`second(['a of the list', 'b'])`, '1']],
  },
  {
    name: 'a list asked for members and a growing object',
    costs: ['includes of a growing list', 'a copy of an object for each row'],
    first: INCLUDES,
    second: `export function second(rows) {
  let all = {};
  for (const row of rows) all = { ...all, [row.id]: row.cents };
  return all;
}
`,
    given: [WORDS, ROWS],
    examples: [INCLUDES_EXAMPLE, [`second([{ id: 'a', cents: 1 }])`, `{ a: 1 }`]],
  },
  {
    name: 'a sort for one element and a filter for the first',
    costs: ['a sort for the largest', 'a filter for its first element'],
    first: `export function first(rows) {
  let sum = 0;
  for (let at = 0; at < 60; at += 1) {
    sum += rows.map((row) => row.cents + at).sort((a, b) => a - b)[0];
  }
  return sum;
}
`,
    second: `export function second(rows) {
  let sum = 0;
  for (const row of rows) {
    const one = rows.filter((other) => other.id === row.id)[0];
    if (one !== undefined) sum += one.cents;
  }
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [
      [`first([{ cents: 2 }, { cents: 1 }])`, '1830'],
      [`second([{ id: 'a', cents: 1 }, { id: 'a', cents: 2 }])`, '2'],
    ],
  },
  {
    name: 'a formatter for each row and a list that is copied',
    costs: ['a formatter made for each row', 'a copy of a list for each element'],
    first: `export function first(rows) {
  return rows.slice(0, 40).map((row) => new Intl.NumberFormat('en-US').format(row.cents));
}
`,
    second: `export function second(words) {
  let all = [];
  for (const word of words) all = [...all, word.length];
  return all;
}
`,
    given: [ROWS, WORDS],
    examples: [
      [`first([{ cents: 1234 }])`, `['1,234']`],
      [`second(['a', 'bc'])`, '[1, 2]'],
    ],
  },
  {
    name: 'a growing object and a list asked for places',
    costs: ['a copy of an object for each row', 'indexOf of the whole list for each word'],
    first: SPREAD,
    second: `export function second(words) {
  const all = words.map((word, at) => word + ' ' + at);
  const places = [];
  for (const word of all) places.push(all.indexOf(word));
  return places;
}
`,
    given: [ROWS, WORDS],
    examples: [SPREAD_EXAMPLE, [`second(['a', 'b'])`, '[0, 1]']],
  },
  {
    name: 'a recursion that asks again and prices in words',
    costs: ['the same results of a recursion', 'a locale looked up for each row'],
    first: `export function ways(stairs) {
  return stairs < 2 ? 1 : ways(stairs - 1) + ways(stairs - 2);
}

export function first(stairs) {
  return ways(stairs);
}
`,
    second: `export function second(rows) {
  return rows.slice(0, 60).map((row) => row.cents.toLocaleString('de-DE'));
}
`,
    given: ['18', ROWS],
    examples: [
      ['first(5)', '8'],
      [`second([{ cents: 1234 }])`, `['1.234']`],
    ],
  },
  {
    name: 'a search for each row and names in order',
    costs: ['a find for each row', 'localeCompare in a sort'],
    first: FIND,
    second: `export function second(words) {
  return [...words].sort((a, b) => a.localeCompare(b));
}
`,
    given: [ROWS, WORDS],
    examples: [FIND_EXAMPLE, [`second(['b', 'a'])`, `['a', 'b']`]],
  },
  {
    name: 'a copy to read one and names asked again',
    costs: ['a copy of a list for each element', 'the keys of an object in each turn'],
    first: `export function first(rows) {
  let sum = 0;
  for (let at = 0; at < rows.length; at += 1) sum += Array.from(rows)[at].cents;
  return sum;
}
`,
    second: `export function second(rows) {
  const byId = {};
  for (const row of rows) byId[row.id] = row.cents;
  let sum = 0;
  for (let at = 0; at < 200; at += 1) sum += Object.keys(byId).length;
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [
      [`first([{ cents: 2 }, { cents: 1 }])`, '3'],
      [`second([{ id: 'a', cents: 1 }])`, '200'],
    ],
  },
  {
    name: 'groups by filter and parts that are counted',
    costs: ['a filter of all rows for each kind', 'a split for its length'],
    first: `export function first(rows) {
  const kinds = [...new Set(rows.map((row) => row.cents % 90))];
  const groups = [];
  for (const kind of kinds) {
    groups.push(rows.filter((row) => row.cents % 90 === kind).length);
  }
  return groups;
}
`,
    second: `export function second(words) {
  let count = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    for (const word of words) count += word.split(' ').length - 1;
  }
  return count;
}
`,
    given: [ROWS, WORDS],
    examples: [
      [`first([{ cents: 2 }, { cents: 2 }, { cents: 1 }])`, '[2, 1]'],
      [`second(['a b c'])`, '40'],
    ],
  },
  {
    name: 'members of a list and bytes that grow',
    costs: ['includes of a list for each word', 'Buffer.concat in a loop'],
    first: INCLUDES,
    second: `export function second(words) {
  let all = Buffer.alloc(0);
  for (const word of words) all = Buffer.concat([all, Buffer.from(word)]);
  return all.length;
}
`,
    given: [WORDS, WORDS],
    examples: [INCLUDES_EXAMPLE, [`second(['ab', 'c'])`, '3']],
  },
];

/** A function that returns lists and is called with equal arguments again. */
const TOKENS = `export function tokens(text) {
  const parts = [];
  for (const part of text.split(' ')) {
    if (/^[a-z]+$/.test(part)) parts.push(part);
  }
  return parts;
}

export function second(words) {
  let count = 0;
  for (const word of words) count += tokens(word).length;
  return count;
}
`;
const TOKENS_EXAMPLE = [`second(['a b 1', 'c'])`, '3'] as const;

const TRAPS: readonly SmallProject[] = [
  {
    name: 'a memo of a function that gives lists',
    costs: ['a find for each row', 'a RegExp in a function that gives a list'],
    first: FIND,
    second: TOKENS,
    given: [ROWS, WORDS],
    examples: [FIND_EXAMPLE, TOKENS_EXAMPLE],
    naive: {
      title: 'Keep what tokens gives',
      text: `${TOKENS.replace('export function tokens', 'function tokensAnew')}
const kept = new Map();
export function tokens(text) {
  const key = typeof text + ':' + text.length + ':' + text;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const answer = tokensAnew(text);
  if (typeof answer === 'string' && kept.size < 1000) kept.set(key, answer);
  return answer;
}
`,
    },
  },
  {
    name: 'a cache keyed by the JSON of large arguments',
    costs: ['includes of a growing list', 'a sum of all rows in each turn'],
    first: INCLUDES,
    second: `export function total(rows, from) {
  let sum = 0;
  for (let at = from; at < rows.length; at += 1) sum += rows[at].cents;
  return sum;
}

export function second(rows) {
  let all = 0;
  for (let at = 0; at < 150; at += 1) all += total(rows, at);
  return all;
}
`,
    given: [WORDS, ROWS],
    examples: [INCLUDES_EXAMPLE, [`second([{ cents: 1 }])`, '1']],
    naive: {
      title: 'Keep what total gives',
      text: `function totalAnew(rows, from) {
  let sum = 0;
  for (let at = from; at < rows.length; at += 1) sum += rows[at].cents;
  return sum;
}

const kept = new Map();
export function total(rows, from) {
  const key = JSON.stringify([rows, from]);
  let known = kept.get(key);
  if (known === undefined) {
    known = totalAnew(rows, from);
    if (kept.size >= 100) kept.clear();
    kept.set(key, known);
  }
  return known;
}

export function second(rows) {
  let all = 0;
  for (let at = 0; at < 150; at += 1) all += total(rows, at);
  return all;
}
`,
    },
  },
  {
    name: 'a hoisted RegExp that remembers its place',
    costs: ['a copy of an object for each row', 'a RegExp with g made for each word'],
    first: SPREAD,
    second: `export function second(words) {
  let count = 0;
  for (const word of words) {
    if (new RegExp('word', 'g').test(word)) count += 1;
  }
  return count;
}
`,
    given: [ROWS, WORDS],
    examples: [SPREAD_EXAMPLE, [`second(['a word'])`, '1']],
    naive: {
      title: 'Make the RegExp once',
      text: `const pattern = /word/g;

export function second(words) {
  let count = 0;
  for (const word of words) {
    if (pattern.test(word)) count += 1;
  }
  return count;
}
`,
    },
  },
  {
    name: 'a Map in place of find on three elements',
    costs: ['a find for each row', 'a find among three rates'],
    first: FIND,
    second: `const RATES = [{ of: 0, rate: 2 }, { of: 1, rate: 3 }, { of: 2, rate: 5 }];

export function rateOf(kind) {
  return RATES.find((one) => one.of === kind).rate;
}

export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const row of rows) sum += row.cents * rateOf(row.cents % 3);
  }
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [FIND_EXAMPLE, [`second([{ cents: 1 }])`, '30']],
    naive: {
      title: 'Look rates up in a Map',
      text: `const RATES = [{ of: 0, rate: 2 }, { of: 1, rate: 3 }, { of: 2, rate: 5 }];

export function rateOf(kind) {
  const rates = new Map(RATES.map((one) => [one.of, one]));
  return rates.get(kind).rate;
}

export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const row of rows) sum += row.cents * rateOf(row.cents % 3);
  }
  return sum;
}
`,
    },
  },
  {
    name: 'a Set in place of includes on four words',
    costs: ['a copy of an object for each row', 'includes among four words'],
    first: SPREAD,
    second: `export function isKnown(word) {
  const known = ['word 1', 'word 2', 'word 3', 'word 4'];
  return known.includes(word.slice(0, 6));
}

export function second(words) {
  let count = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const word of words) if (isKnown(word)) count += 1;
  }
  return count;
}
`,
    given: [ROWS, WORDS],
    examples: [SPREAD_EXAMPLE, [`second(['word 1', 'b'])`, '10']],
    naive: {
      title: 'Ask a Set',
      text: `export function isKnown(word) {
  const known = new Set(['word 1', 'word 2', 'word 3', 'word 4']);
  return known.has(word.slice(0, 6));
}

export function second(words) {
  let count = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const word of words) if (isKnown(word)) count += 1;
  }
  return count;
}
`,
    },
  },
  {
    name: 'a WeakMap by objects that are made for each call',
    costs: ['includes of a growing list', 'a sum of the fields of a new object'],
    first: INCLUDES,
    second: `export function weight(row) {
  let sum = 0;
  for (const key of ['cents', 'more']) sum += row[key];
  return sum;
}

export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const row of rows) sum += weight({ cents: row.cents, more: turn });
  }
  return sum;
}
`,
    given: [WORDS, ROWS],
    examples: [INCLUDES_EXAMPLE, [`second([{ cents: 1 }])`, '55']],
    naive: {
      title: 'Keep the weight of a row',
      text: `const kept = new WeakMap();
export function weight(row) {
  const known = kept.get(row);
  if (known !== undefined) return known;
  let sum = 0;
  for (const key of ['cents', 'more']) sum += row[key];
  kept.set(row, sum);
  return sum;
}

export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    for (const row of rows) sum += weight({ cents: row.cents, more: turn });
  }
  return sum;
}
`,
    },
  },
  {
    name: 'keys that are made before a sort of numbers',
    costs: ['a find for each row', 'a sort of rows by a number'],
    first: FIND,
    second: `export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    const sorted = rows.slice().sort((a, b) => a.cents - b.cents);
    sum += sorted[0].cents + turn;
  }
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [FIND_EXAMPLE, [`second([{ cents: 3 }, { cents: 1 }])`, '55']],
    naive: {
      title: 'Make the keys before the sort',
      text: `export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 10; turn += 1) {
    const sorted = rows
      .map((row) => ({ key: String(row.cents).padStart(12, '0'), row }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map((one) => one.row);
    sum += sorted[0].cents + turn;
  }
  return sum;
}
`,
    },
  },
  {
    name: 'a cache that keeps its own order',
    costs: ['includes of a growing list', 'a few letters of each word'],
    first: INCLUDES,
    second: `export function initials(text) {
  return text.charAt(0) + text.charAt(text.length - 1);
}

export function second(words) {
  let all = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    for (const word of words) all += initials(word).length;
  }
  return all;
}
`,
    given: [WORDS, WORDS],
    examples: [INCLUDES_EXAMPLE, [`second(['abc'])`, '10']],
    naive: {
      title: 'Keep the last initials',
      text: `const kept = new Map();
const order = [];
export function initials(text) {
  const known = kept.get(text);
  if (known !== undefined) {
    order.splice(order.indexOf(text), 1);
    order.push(text);
    return known;
  }
  const made = text.charAt(0) + text.charAt(text.length - 1);
  if (order.length >= 500) kept.delete(order.shift());
  order.push(text);
  kept.set(text, made);
  return made;
}

export function second(words) {
  let all = 0;
  for (let turn = 0; turn < 5; turn += 1) {
    for (const word of words) all += initials(word).length;
  }
  return all;
}
`,
    },
  },
  {
    name: 'a copy that nobody needs',
    costs: ['a copy of an object for each row', 'a new row for each row'],
    first: SPREAD,
    second: `export function second(rows) {
  let sum = 0;
  for (const row of rows) {
    const own = { ...row, cents: row.cents + 1 };
    sum += own.cents;
  }
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [SPREAD_EXAMPLE, [`second([{ cents: 3 }])`, '4']],
    naive: {
      title: 'Clone rows by what the platform has for it',
      text: `export function second(rows) {
  let sum = 0;
  for (const row of rows) {
    const own = structuredClone(row);
    own.cents += 1;
    sum += own.cents;
  }
  return sum;
}
`,
    },
  },
  {
    name: 'steps of a pipeline in place of a loop',
    costs: ['a find for each row', 'a loop over all rows'],
    first: FIND,
    second: `export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    for (const row of rows) if (row.cents % 3 === 0) sum += row.cents * 2;
  }
  return sum;
}
`,
    given: [ROWS, ROWS],
    examples: [FIND_EXAMPLE, [`second([{ cents: 3 }])`, '120']],
    naive: {
      title: 'Go through rows once, by generators',
      text: `function* chosen(rows) {
  for (const row of rows) if (row.cents % 3 === 0) yield row;
}

function* doubled(rows) {
  for (const row of rows) yield row.cents * 2;
}

export function second(rows) {
  let sum = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    for (const one of doubled(chosen(rows))) sum += one;
  }
  return sum;
}
`,
    },
  },
];

export const SMALL_PROJECTS: readonly SmallProject[] = [...PLAIN, ...TRAPS];
