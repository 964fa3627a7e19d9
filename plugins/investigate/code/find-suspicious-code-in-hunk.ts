import {
  type CauseMechanism,
  createChange,
  type IncidentChange,
} from '../document/investigation-document.ts';
import { judgeSetting } from '../infrastructure/assess-configuration-setting-change.ts';
import { type ChangeOrigin, changeId } from '../infrastructure/changed-configuration-settings.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import type { DiffHunk, DiffLine } from './parse-diff.ts';

interface Pattern {
  readonly form: RegExp;
  readonly mechanisms: readonly CauseMechanism[];
  readonly what: string;
}

/** Code that keeps things fast; reported when removed without a replacement of the same kind. */
const SAFEGUARDS: readonly Pattern[] = [
  {
    form: /\b\w*(?:cache|memo(?:ize)?|lru|redis)\w*\b\s*(?:\.|\(|=)/iu,
    mechanisms: ['cache', 'queries'],
    what: 'a cache',
  },
  { form: /\bcreate\s+(?:unique\s+)?index\b/iu, mechanisms: ['queries'], what: 'an index' },
  {
    form: /\blimit\s+(?:\d|\$|\?)|\.limit\(|\btake:\s/iu,
    mechanisms: ['queries'],
    what: 'a row limit',
  },
  {
    form: /\bnew\s+\w*Pool\(|createPool\(/u,
    mechanisms: ['connections'],
    what: 'a connection pool',
  },
  {
    form: /\.release\(\)|\bfinally\b/u,
    mechanisms: ['connections'],
    what: 'the release of a resource',
  },
  {
    form: /\bp-?limit\b|pLimit\(|Semaphore|Bottleneck\(/u,
    mechanisms: ['load'],
    what: 'a concurrency limit',
  },
  { form: /DataLoader|loadMany\(/u, mechanisms: ['queries'], what: 'a batch loader' },
  { form: /\btimeout\b|AbortSignal\.timeout/iu, mechanisms: ['timeouts'], what: 'a time-out' },
];

/** Code that makes things slow. */
const SUSPECTS: readonly Pattern[] = [
  {
    form: /\b(?:readFile|writeFile|appendFile|exec|execFile|spawn|stat|readdir|pbkdf2|scrypt|gzip|gunzip|deflate|inflate|brotliCompress)Sync\(/u,
    mechanisms: ['event loop', 'cpu'],
    what: 'work that blocks the event loop',
  },
  { form: /\bdrop\s+index\b/iu, mechanisms: ['queries'], what: 'an index is dropped' },
  {
    form: /\b(?:lock\s+table|for\s+update|access\s+exclusive)\b/iu,
    mechanisms: ['locks'],
    what: 'a lock',
  },
  { form: /pg_sleep|Atomics\.wait\(/u, mechanisms: ['queries', 'event loop'], what: 'a wait' },
];
const LOOP = /\b(?:for|while)\b\s*(?:await\s*)?\(|\.(?:map|forEach|reduce)\(\s*async/u;
const ASKS =
  /\bawait\b[^;]*(?:\.(?:query|execute|find\w*|get\w*|load\w*|fetch\w*|select|one|any)\(|\bfetch\(|\bsql`)/u;
const COMMENT = /^\s*(?:\/\/|\/?\*|#|--)/u;
/** A named value as code sets it: `max: 20`, `poolSize = 20`, `"ttl": 60`. */
const VALUE =
  /["']?([A-Za-z_$][\w$]*)["']?\s*[:=]\s*["']?(-?\d[\d_.]*\s*(?:[a-z]{1,3})?|true|false)\b/gu;

/** Finds possible causes in changed lines: hypotheses, since lines alone do not show the cost. */
export function reviewDiffHunk(hunk: DiffHunk, moment: ChangeOrigin): readonly IncidentChange[] {
  return [
    ...changedValues(hunk, moment),
    ...removedSafeguards(hunk, moment),
    ...newSuspects(hunk, moment),
  ];
}

function changedValues(
  { file, removed, added }: DiffHunk,
  moment: ChangeOrigin,
): readonly IncidentChange[] {
  const old = valuesOf(removed);
  return [...valuesOf(added)].flatMap(
    ([name, { value, line, around }]): readonly IncidentChange[] => {
      const was = old.get(name);
      if (was === undefined || was.value === value) return [];
      // The surrounding code shows what `max` limits.
      const { direction, mechanisms, meaning } = judgeSetting(
        `${around}.${name}`,
        was.value,
        value,
      );
      if (direction === 'neutral') return [];
      return [
        createChange(moment, {
          id: changeId(file, `${name}:${line}`, moment),
          kind: 'code',
          label: 'REGRESSION',
          title: `${name}: ${was.value} → ${value} (${meaning})`,
          file,
          line,
          before: was.value,
          after: value,
          mechanisms,
          direction,
        }),
      ];
    },
  );
}

function valuesOf(
  lines: readonly DiffLine[],
): ReadonlyMap<string, { readonly value: string; readonly line: number; readonly around: string }> {
  const around =
    lines
      .map(({ text }) => text)
      .join(' ')
      .match(/\b\w*(?:pool|cache|connection|limit)\w*/iu)?.[0] ?? '';
  return new Map(
    lines.flatMap(({ text, line }) =>
      COMMENT.test(text)
        ? []
        : [...text.matchAll(VALUE)].map(
            ([, name = '', value = '']) => [name, { value: value.trim(), line, around }] as const,
          ),
    ),
  );
}

function removedSafeguards(
  { file, removed, added }: DiffHunk,
  moment: ChangeOrigin,
): readonly IncidentChange[] {
  return SAFEGUARDS.flatMap(({ form, mechanisms, what }): readonly IncidentChange[] => {
    const gone = removed.find(({ text }) => form.test(text) && !COMMENT.test(text));
    if (gone === undefined || added.some(({ text }) => form.test(text))) return [];
    return [
      createChange(moment, {
        id: changeId(file, `removed ${what}`, moment),
        kind: 'removed safeguard',
        label: 'REGRESSION',
        title: `${what} was removed: ${cut(gone.text)}`,
        file,
        line: gone.line,
        before: cut(gone.text),
        mechanisms,
      }),
    ];
  });
}

function newSuspects(
  { file, removed, added }: DiffHunk,
  moment: ChangeOrigin,
): readonly IncidentChange[] {
  const made = (line: DiffLine, mechanisms: readonly CauseMechanism[], what: string) =>
    createChange(moment, {
      id: changeId(file, `${what}:${line.line}`, moment),
      kind: 'code',
      label: 'NEW ISSUE',
      title: `${what}: ${cut(line.text)}`,
      file,
      line: line.line,
      after: cut(line.text),
      mechanisms,
    });
  const own = SUSPECTS.flatMap(({ form, mechanisms, what }) => {
    const line = added.find(({ text }) => form.test(text) && !COMMENT.test(text));
    const isNew = line !== undefined && !removed.some(({ text }) => form.test(text));
    return isNew ? [made(line, mechanisms, what)] : [];
  });
  const start = added.findIndex(({ text }) => LOOP.test(text));
  const queryLine =
    start === -1 ? undefined : added.slice(start).find(({ text }) => ASKS.test(text));
  const isInLoop = queryLine !== undefined && !removed.some(({ text }) => LOOP.test(text));
  return isInLoop
    ? [
        ...own,
        made(
          queryLine,
          ['queries', 'network'],
          'repeats a query or request in each loop iteration',
        ),
      ]
    : own;
}

const MAX_LENGTH = 80;

function cut(text: string): string {
  return sanitizeText(text.trim(), MAX_LENGTH);
}
