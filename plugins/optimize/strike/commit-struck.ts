import type { Hypothesis } from '../document/hypothesis.ts';
import { lossWords } from '../document/loss-words.ts';
import { strikeMessage } from './leave-one-out.ts';
import type { Session } from './session.ts';

/** Hypotheses that go into one commit, with its message. */
interface Part {
  readonly hypotheses: readonly Hypothesis[];
  readonly message: string;
}

/**
 * Commits what was struck: what is proven at once, and each change that rests on a guard or a check by
 * itself, so that it can be read, and taken back, alone. Gives the hash of the last one.
 */
export async function commitStruck(
  session: Session,
  kept: readonly Hypothesis[],
  tree: string,
  improvementPct: number,
): Promise<string> {
  const parts = partsOf(session, kept, improvementPct);
  const trees: string[] = [];
  let count = 0;
  for (const { hypotheses } of parts) {
    count += hypotheses.length;
    const built = await session.states.build(session.startTree, kept.slice(0, count));
    if (built.state === 'built') trees.push(built.tree);
  }
  // What was mended on the way belongs to all of them.
  if (trees.length !== parts.length || trees.at(-1) !== tree) {
    return session.commit(tree, strikeMessage(kept, improvementPct));
  }
  let hash = '';
  for (const [index, { message }] of parts.entries()) {
    hash = await session.commit(trees[index] ?? tree, message);
  }
  return hash;
}

function partsOf(
  session: Session,
  kept: readonly Hypothesis[],
  improvementPct: number,
): readonly Part[] {
  const parts: Part[] = [];
  for (const one of kept) {
    const last = parts.at(-1);
    if (one.evidence_class !== 'proven') {
      parts.push({ hypotheses: [one], message: evidenceMessage(session, one) });
    } else if (isOneByOne(session)) {
      parts.push({ hypotheses: [one], message: `perf(${one.id}): ${one.description}` });
    } else if (last?.hypotheses[0]?.evidence_class === 'proven') {
      parts[parts.length - 1] = proven([...last.hypotheses, one], improvementPct);
    } else {
      parts.push(proven([one], improvementPct));
    }
  }
  return parts;
}

/** Each change has a commit of its own there, whatever speaks for it. */
function isOneByOne({ request }: Session): boolean {
  return request.executor === 'sequential' || request.executor === 'function';
}

function proven(hypotheses: readonly Hypothesis[], improvementPct: number): Part {
  return { hypotheses, message: strikeMessage(hypotheses, improvementPct) };
}

/** Message of the commit of one change, with what speaks for it and what it assumes. */
export function evidenceMessage(
  { checks }: Pick<Session, 'checks'>,
  one: Pick<Hypothesis, 'id' | 'description' | 'evidence_class' | 'assumes'>,
): string {
  const result = checks.find(({ id }) => id === one.id)?.result;
  const isChecked = result?.state === 'same';
  const evidence =
    one.evidence_class === 'checked' && !isChecked ? 'not checked' : one.evidence_class;
  const assumes = [...new Set([...one.assumes, ...(isChecked ? result.assumes : [])])];
  const losses = isChecked ? (result.losses ?? []).map(lossWords) : [];
  const lines = [
    `perf(${one.id}, ${evidence}): ${one.description}`,
    ...(isChecked
      ? [
          '',
          `Checked on ${result.captured + result.made} calls of ${functionsIn(result)}, ${result.made} of them made.`,
        ]
      : []),
    ...(losses.length === 0 ? [] : ['', 'Costs more:', ...losses.map((text) => `- ${text}`)]),
    ...(assumes.length === 0 ? [] : ['', 'Assumes:', ...assumes.map((text) => `- ${text}`)]),
  ];
  return lines.join('\n');
}

function functionsIn({ functions }: { readonly functions: readonly string[] }): string {
  return functions.length === 1 ? '1 function' : `${functions.length} functions`;
}
