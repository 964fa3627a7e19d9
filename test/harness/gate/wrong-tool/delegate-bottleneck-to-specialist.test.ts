import { expect, test } from 'vitest';
import {
  chooseDelegate,
  describeNextStep,
} from '../../../../harness/gate/wrong-tool/choose-specialist-for-bottleneck.ts';

const STARTS = {
  database: 'Database:',
  infrastructure: 'Infrastructure:',
  security: 'Security:',
  'root cause': 'Root cause:',
  language: 'Language:',
} as const;

test.each([
  ['I/O-DB', null, 'database'],
  ['I/O-Network', null, 'infrastructure'],
  ['I/O-File', null, 'infrastructure'],
  ['Cache', null, 'infrastructure'],
  ['External', null, 'infrastructure'],
  ['Architecture', null, 'root cause'],
  ['Unknown', null, 'root cause'],
  ['CPU', null, 'language'],
  ['CPU', 'json-1-mb', 'language'],
  ['CPU', 'bcrypt-10', 'security'],
  ['CPU', 'sha256-1-kb', 'security'],
  ['I/O-Network', 'tls-handshake', 'security'],
] as const)(
  'LEAD-30: delegates a bottleneck of %s (%s) to %s, and to nobody else',
  (type, operation, delegate) => {
    expect(chooseDelegate(type, operation)).toBe(delegate);
    const text = describeNextStep(type, operation);
    const named = Object.entries(STARTS).filter(([, start]) => text.includes(start));
    expect(named.map(([name]) => name)).toEqual([delegate]);
  },
);
