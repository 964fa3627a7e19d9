/** Measures one function in a process of its own. Questions in, answers out, one at a time. */
import '../../scenario/register-self.ts';
import { measureClockStep } from './clock.ts';
import { describeThrow } from './describe-throw.ts';
import { loadFunction } from './load-function.ts';
import { countTimes, type MeasuredBlock, measureBlock } from './measure-block.ts';
import { type Answer, asMarked, type Marked, type Question } from './messages.ts';
import { inPart, openSubject, type Subject } from './subject.ts';
import { isFastAfterAll, type Warm, warmUp, warmUpAgain } from './warm-up.ts';

// Taken before any user code could replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);

let subject: Subject | undefined;
let warm: Warm | undefined;
let clockStepMs = 0;

process.on('message', (message) => {
  const marked = asMarked<Question>(message);
  if (marked === undefined) return;
  const { perfHarness: asked, question } = marked;
  // After the last answer there is nothing to stay for, whatever the user's code left open.
  const whenSent = asked.type === 'finish' ? () => exit(0) : undefined;
  answer(asked).then(
    (answered) => reply(answered, question, whenSent),
    (error: unknown) => replyFailure(error, question),
  );
});
// The harness has gone: nobody waits for an answer any more.
process.on('disconnect', () => exit(0));
process.on('uncaughtException', (error: unknown) => replyFailure(error, null));

function reply(perfHarness: Answer, question: number | null, whenSent?: () => void): void {
  const message: Marked<Answer> = { perfHarness, question };
  send?.(message, undefined, undefined, () => whenSent?.());
}

function replyFailure(error: unknown, question: number | null): void {
  reply({ type: 'failed', failure: describeThrow(error) }, question);
}

async function answer(question: Question): Promise<Answer> {
  switch (question.type) {
    case 'open': {
      const loaded = await inPart('load', () => loadFunction(question.body));
      subject = await openSubject(loaded, question.params);
      return { type: 'opened' };
    }
    case 'measure': {
      const { block, batches } = await measure(question.measureMs, question.warmupMs);
      return { type: 'measured', block, times: countTimes(batches.times) };
    }
    case 'finish': {
      const opened = subject;
      subject = undefined;
      await opened?.teardown();
      return { type: 'finished' };
    }
  }
}

async function measure(measureMs: number, warmupMs: number): Promise<MeasuredBlock> {
  if (subject === undefined) throw new Error('asked to measure before anything was opened');
  const isFirst = warm === undefined;
  if (warm === undefined) {
    clockStepMs = measureClockStep();
    warm = await warmUp(subject, { warmupMs, clockStepMs });
  }
  const measured = await measureBlock(warm, { measureMs, clockStepMs, isFirst });
  if (!isFirst || !isFastAfterAll(warm, measured.batches.centerMs, warmupMs)) return measured;
  warm = await warmUpAgain(warm, { warmupMs, clockStepMs });
  return measureBlock(warm, { measureMs, clockStepMs, isFirst });
}
