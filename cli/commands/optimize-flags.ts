import { LONGEST_MS } from '../../harness/model/scenario/quantity.ts';
import { UserError } from '../../harness/model/user-error.ts';

/** Options as they stand on the command line. */
export interface OptimizeFlags {
  readonly target?: string;
  readonly observed?: string;
  readonly goal?: string;
  readonly maxCycles?: string;
  readonly plateau?: string;
  readonly auditReport?: string;
  readonly planOnly?: boolean;
  readonly approve?: string;
  readonly waive?: string;
  readonly waivePlan?: string;
  readonly resume?: boolean;
  readonly fresh?: boolean;
  readonly timeBudget?: string;
  readonly executor?: 'strike' | 'sequential' | 'function';
  readonly push?: boolean;
  /** Lines for the shell. */
  readonly generator?: readonly string[];
  readonly reviewer?: readonly string[];
  /** false: the built-in generator is left out. */
  readonly builtIn?: boolean;
  readonly replay?: string;
  readonly allowNetwork?: boolean;
  readonly passEnv?: string;
  readonly programTimeout?: string;
  readonly config?: string;
  readonly reporter?: readonly string[];
}

const GATES = ['gate1', 'gate2'] as const;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, min: 6e4, h: 3.6e6 };

/** `gate1,gate2`. @throws UserError for another name. */
export function readGates(text: string | undefined): readonly (typeof GATES)[number][] {
  if (text === undefined) return [];
  return text.split(',').map((name) => {
    const gate = GATES.find((one) => one === name.trim());
    if (gate === undefined)
      throw bad('--approve', text, 'it takes gate1, gate2, or both with a comma');
    return gate;
  });
}

/** `5%` or `5`. @throws UserError for what is no percentage. */
export function readPlateau(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replace(/\s*%$/u, ''));
  if (text.trim() !== '' && value >= 0 && value < 100) return value;
  throw bad('--plateau', text, 'it takes a percentage from 0 to below 100');
}

/** `45m`, in milliseconds. @throws UserError for what is no duration. */
export function readDuration(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number = '', unit = ''] = /^([\d.]+)\s*(ms|s|m|min|h)$/u.exec(text.trim()) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? 0);
  if (ms > 0 && ms <= LONGEST_MS) return ms;
  throw bad(flag, text, 'it takes a duration such as 45m or 90s, of at most 24 h');
}

/** A word for something that is overridden has to be there. @throws UserError for an empty one. */
export function readReason(flag: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.trim() !== '') return text.trim();
  throw bad(flag, text, 'it takes the reason why it is overridden');
}

function bad(flag: string, text: string, why: string): UserError {
  return new UserError({
    code: 'bad-option',
    message: `${flag} "${text}" cannot be read: ${why}.`,
  });
}
