import type { ProfileDiffReport } from '../../../harness/model/documents/profile-diff-document.ts';
import { shellQuote } from '../../../harness/model/shell-quote.ts';
import { shortCommit } from '../../../harness/model/short-commit.ts';
import { collectFootnotes } from '../../display-facts/collect-finding-footnotes.ts';
import { profileDifferenceFacts } from '../../display-facts/profile/profile-difference-display-data.ts';
import type { View } from '../../format-independent-report-view.ts';
import { formatDuration, formatShare } from '../../format-quantity.ts';
import { createFact } from '../../report-block-builders.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import {
  machineTable,
  profiledHeadline,
  profiledNextStep,
  profiledSuite,
  stateAnnotation,
} from '../profile/shared-profile-view-elements.ts';
import { changedFunctionAgentFacts, changedFunctionBlocks } from './changed-function-blocks.ts';

export function profileDiffView(document: ProfileDiffReport): View {
  const { schema, state, scenario, seed, findings, difference } = document;
  const facts = difference && profileDifferenceFacts(difference);
  const sentence = facts?.sentence ?? withoutPairs(document);
  const [base, head] = [sideText(document.base), sideText(document.head)];
  const output = (facts?.functions ?? []).map(({ change, name, place }) =>
    `${change} ${name} ${place}`.trim(),
  );
  const notes = [...wholeNote(document), ...costNote(document), `Profile ${document.id}.`];
  return {
    key: 'difference',
    title: printable(scenario),
    headline: profiledHeadline(state, sentence, 'Difference'),
    about: [],
    blocks: [
      { type: 'text', weight: 'always', text: `Base: ${base}; head: ${head}` },
      ...(facts && difference ? changedFunctionBlocks(facts, difference) : []),
      {
        type: 'list',
        title: 'Notes',
        noun: 'note',
        items: notes.map((text) => ({ text })),
      },
      ...machineTable(document),
    ],
    footnotes: collectFootnotes([{ scenario: null, findings }]),
    next: profiledNextStep(
      document,
      `--diff ${shellQuote(document.base.label)} --reporter html=diff.html`,
    ),
    suites: [
      profiledSuite(document, { name: 'profile diff', message: sentence, output }, [
        ['base', base],
        ['head', head],
      ]),
    ],
    annotations: [stateAnnotation(state, 'profile difference', sentence)],
    facts: [
      createFact('difference', {
        ...{ schema, state, scenario, base, head },
        tool: difference?.tool ?? null,
        pairs: difference?.pairs ?? 0,
        confidence: difference?.confidence ?? null,
        busy_base: difference?.base ?? null,
        busy_head: difference?.head ?? null,
        unit: difference?.unit ?? null,
        seed: seed === null ? null : String(seed),
      }),
      ...(facts && difference ? changedFunctionAgentFacts(facts, difference, null) : []),
    ],
  };
}

function sideText({ label, commit }: ProfileDiffReport['base']): string {
  const name = printable(label);
  return commit === null || commit === name ? name : `${name} (${shortCommit(commit)})`;
}

function withoutPairs({ scenario, state }: ProfileDiffReport): string {
  const name = `\`${printable(scenario)}\``;
  return state === 'interrupted'
    ? `${name} was interrupted before both sides of the comparison were profiled.`
    : `${name} could not be profiled on both sides of the comparison.`;
}

function wholeNote({ difference }: ProfileDiffReport): readonly string[] {
  if (difference === null || difference.unit !== 'ms') return [];
  const { base, head, change } = difference;
  const share = base === 0 ? 0 : change.estimate / base;
  const sign = share < 0 ? '-' : '+';
  return [
    `Busy time: ${formatDuration(base)} on the base, ${formatDuration(head)} on the head (${sign}${formatShare(Math.abs(share))}).`,
  ];
}

function costNote({ kind, duration_ms: durationMs, difference }: ProfileDiffReport) {
  if (difference === null) return [];
  return kind === 'file'
    ? [
        `${plural(difference.pairs, 'profile')} from each side of the comparison, recorded by ${difference.tool} and compared in total, because profile files do not record the amount of work done.`,
      ]
    : [`Profiling took ${formatDuration(durationMs)}.`];
}
