import { defineScenario } from 'perf-harness';
import marked from '../lib/marked.js';

// Documents that are the same at every commit; written for this bench, none of them from marked.
const TIMES = 12;

/** Prose in which "<" resembles the start of a tag but is none, followed by more words. */
const tags = Array.from(
  { length: TIMES },
  (
    _,
    at,
  ) => `Rule ${at} holds for *every* case in which x <b and so on and on, that's clear; see [the list](rules.md) for \`more\` of them.
It says: what is **small** is taken <i as well as it can, but it isn't all; \`the rest\` is left for the [next rule](rules.md#${at}).
`,
).join('\n');

/** Prose with code in square brackets that are no link. */
const brackets = Array.from(
  { length: TIMES },
  (
    _,
    at,
  ) => `Option ${at} takes one of [\`on\` | \`off\` | \`auto\`] and is **not** for [everybody](who.md).
Those of *before* were [\`yes\`, \`no\`, \`maybe\`, \`later\`, \`never\`]; see [the list](options.md#${at}).
`,
).join('\n');

/** The most common elements: headings, lists, a table, code, links, emphasis. */
const prose = Array.from(
  { length: TIMES },
  (_, at) => `# Part ${at}

A paragraph with *emphasis*, **strong words**, \`code\` and a [link](https://example.org/${at} "of part ${at}").
It goes on for another line, and ends with an ![image](image-${at}.png).

- first entry of the list
- second entry, with \`code\`
    - an inner one
    - another

1. one
2. two

> A quotation of two lines,
> with **strong words**.

| name | value |
| ---- | ----: |
| one  | ${at} |
| two  | 2     |

\`\`\`js
const part = ${at};
\`\`\`

Heading of another kind
-----------------------

<div class="part">html as it is</div>

See also http://example.org/parts/${at} and [the others][others].

[others]: https://example.org/others "All parts"
`,
).join('\n');

const scenario = (name, text) =>
  defineScenario({ name, run: () => marked(text), metrics: ['allocated'] });

export default [scenario('tags', tags), scenario('brackets', brackets), scenario('prose', prose)];
