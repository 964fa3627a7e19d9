import { display } from 'perf-harness/plugin';
import {
  type CheckResult,
  type Counterexample,
  describeLoss,
} from '../document/behavior-check-result.ts';
import { formatPercentage } from './describe-metric-and-function-gains.ts';

/** Prefix of the reason why a check was inconclusive. */
export const INCONCLUSIVE_PREFIX = 'inconclusive: ';

/** Maximum characters of a call or its result in a sentence; the document has the full text. */
const SHOWN = 120;

/** Describes the result of old and new code side by side, as a sentence without full stop. */
export function describeCheck(check: CheckResult): string {
  switch (check.state) {
    case 'same': {
      const { captured, made, functions } = check;
      const calls = display.plural(captured + made, 'call');
      const where =
        functions.length === 0 ? '' : ` of ${display.plural(functions.length, 'function')}`;
      const how =
        made === 0 ? 'all of them captured' : `${made.toLocaleString('en-US')} of them generated`;
      return [`the same results for ${calls}${where}, ${how}`, ...lightLosses(check)].join('; ');
    }
    case 'differs':
      return counterexampleSentence(check.counterexample);
    case 'loses':
      return `regressions: ${check.losses.map((loss) => display.printable(describeLoss(loss))).join('; ')}`;
    case 'unknown':
      return `${INCONCLUSIVE_PREFIX}${display.printable(check.reason).replace(/\.$/u, '')}`;
  }
}

/** Describes calls that are slower, but take too little of the time to count. */
function lightLosses({ losses = [] }: Extract<CheckResult, { state: 'same' }>): readonly string[] {
  return losses.map((loss) => {
    const share =
      loss.kind === 'time' ? `, affecting ${formatPercentage(loss.share * 100)} of the time` : '';
    return `${display.printable(describeLoss(loss))}${share}`;
  });
}

const KINDS: Readonly<Record<Counterexample['kind'], string>> = {
  result: 'different result',
  error: 'different error',
  mutation: 'different mutation',
  callbacks: 'different callback calls',
  rejection: 'different rejection',
  time: 'does not finish in time',
};

/** Describes the smallest call that differs, with its outcome before and after. */
function counterexampleSentence({ call, before, after, kind, origin }: Counterexample): string {
  const whence = origin === 'captured' ? 'captured' : 'generated';
  return `${KINDS[kind]}: ${short(call)}: ${short(before)} before, ${short(after)} after (${whence} call)`;
}

function short(text: string): string {
  const line = display.printable(text.replace(/\s+/gu, ' ').trim());
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}
