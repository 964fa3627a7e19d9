import { otherPage } from '../gate/other-page.ts';
import type { LiveSides } from './live-parts.ts';
import type { LiveSubject } from './live-subject.ts';

/** Pairs before a side is given up while more are to come: one may be chance. */
const FEWEST = 3;

/** Ends a comparison whose sides show different pages: their times are incomparable. */
export function noteOtherPage(subject: LiveSubject, sides: LiveSides): void {
  const { scenario, trials, trouble, stop } = subject;
  if (scenario.kind !== 'page' || trouble !== null) return;
  if (stop === null && subject.pairs < FEWEST) return;
  const isNamed = scenario.expectElement !== undefined;
  const found = otherPage({ base: trials.a, head: trials.b }, isNamed);
  if (found === null) return;
  const { label } = sides[found.side];
  subject.stop = 'failed';
  subject.trouble = {
    side: found.side === 'base' ? 'a' : 'b',
    reason: found.reason.replace(`of the ${found.side}`, (of) => `${of} (${label})`),
  };
}
