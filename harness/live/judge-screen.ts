import { screenState } from '../gate/decide/screen-state.ts';
import { otherPage } from '../gate/other-page.ts';
import { noteFailures } from './failures.ts';
import type { LiveSides } from './live-parts.ts';
import { evidenceOf, INSTRUCTIONS, type LiveSubject } from './live-subject.ts';
import { completePairs } from './paired-values.ts';
import { noteSaturation } from './saturation.ts';
import type { PairContext } from './take-pair.ts';
import { noteUnlikeEnds } from './unlike-ends.ts';

/** Pairs before a side is given up while more are to come: one may be chance. */
const FEWEST = 3;

/** Ends a comparison whose sides show different pages: their times are incomparable. */
function noteOtherPage(subject: LiveSubject, sides: LiveSides): void {
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

/** A metric that none of so many pairs has a value of is not waited for. */
const PAIRS_WITHOUT_VALUE = 3;

/** Whether the pairs of the screen so far are enough; where they are, the subject is stopped. */
export function judgeScreen(subject: LiveSubject, context: PairContext, sharing: number): void {
  const { options, parts, sides } = context;
  noteFailures(subject, sides);
  noteSaturation(subject, sides);
  noteUnlikeEnds(subject, sides);
  // Not those begun: a pair of which a unit failed brings no look nearer.
  const pairs = completePairs(subject.trials, 'screen');
  const states = evidenceOf(subject, options.margin)
    .filter(({ gated, metric }) => gated && metric !== INSTRUCTIONS)
    .filter(({ screen }) => screen.base.length > 0 || pairs < PAIRS_WITHOUT_VALUE)
    .map((evidence) => {
      const state = screenState(evidence, options.rules, { sharing });
      return { ...state, nature: evidence.nature };
    });
  const open = states.filter(({ type }) => type === 'open');
  const isWorse = states.some((one) => one.type === 'candidate' && one.direction === 'worse');
  const nextLook = options.rules.screen_looks.find((look) => look > pairs);
  if (subject.stop === null) {
    if (isWorse && open.every(({ nature }) => nature === 'timed')) {
      // Nothing that its other metrics could still say would make it pass; counts are there soon.
      subject.stop = 'decided';
    } else if (open.length === 0) {
      subject.stop = states.some(({ type }) => type === 'exhausted') ? 'max-pairs' : 'decided';
    } else if (nextLook === undefined) subject.stop = 'max-pairs';
    else if (subject.elapsedMs >= options.maxTimeMs) subject.stop = 'max-time';
  }
  noteOtherPage(subject, sides);
  parts.onProgress({
    type: 'pair-finished',
    scenario: subject.scenario.name,
    stage: 'screen',
    pairs,
    nextLook: subject.stop === null ? (nextLook ?? null) : null,
    pairMs: subject.elapsedMs / subject.pairs,
  });
}
