import type { Block } from '../../model/trial.ts';

/** Numbers that could be had, and reasons for those that could not. */
export type Counted = Pick<Block, 'measurements'> & {
  readonly unavailable: Readonly<Record<string, string>>;
};

export const NOTHING: Counted = { measurements: {}, unavailable: {} };

/** A metric with its number. */
export function one(name: string, value: number): Counted {
  return { measurements: { [name]: value }, unavailable: {} };
}

/** A metric that could not be had. */
export function none(name: string, reason: string): Counted {
  return { measurements: {}, unavailable: { [name]: reason } };
}

/** All of them; a metric stands in one of the parts only. */
export function together(...parts: readonly Counted[]): Counted {
  return {
    measurements: Object.assign({}, ...parts.map(({ measurements }) => measurements)),
    unavailable: Object.assign({}, ...parts.map(({ unavailable }) => unavailable)),
  };
}
