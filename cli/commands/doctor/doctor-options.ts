import { durationType } from '../../../harness/model/value/number-option-types.ts';

/** Minimum duration of a meaningful test, milliseconds. */
const SHORTEST_MS = 1_000;

export const DOCTOR_OPTIONS = {
  stability: {
    value: 'duration',
    read: durationType('a duration of at least 1 s, such as 60s', SHORTEST_MS).read,
    help: 'measure the noise of this machine for this long, such as 60s',
  },
  install: {
    value: 'tool',
    help: 'install k6, playwright-core, lighthouse, 0x, clinic, @swc/core or @ast-grep/lang-python into the cache; @version is optional',
  },
  from: {
    value: 'where',
    choices: ['any', 'release', 'source'],
    usualWord: 'any',
    help: 'with --install: release, source, or any (whichever is available)',
  },
  json: { help: 'print as JSON' },
} as const;
