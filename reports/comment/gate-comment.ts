import type { GateCheckFact } from '../facts/gate/gate-check-fact.ts';
import type { GateFacts } from '../facts/gate/gate-facts.ts';
import { footnotesMarkdown, nextMarkdown } from '../markdown/closing-markdown.ts';
import { COMPARISON_COLUMNS, comparisonRow } from '../markdown/comparison-rows.ts';
import { codeBlock, escapeMarkdown } from '../markdown/escape.ts';
import {
  fineTitle,
  furtherStep,
  GATE_BADGES,
  GATE_COLUMNS,
  gateCommands,
  gateNote,
  gateRow,
  gateSides,
  SEE_AGAIN,
  toSeeAgain,
} from '../markdown/gate-rows.ts';
import { plural } from '../text/plural.ts';
import { bounded, boundedFootnote, boundedName } from './bounded.ts';
import type { CommentParts } from './comment-body.ts';
import { explanationRows } from './comparison-comment.ts';
import { bytesOf, type Section } from './fit-sections.ts';
import { suiteSections } from './suite-sections.ts';
import { tableSection } from './table-section.ts';

const SENTENCE_CHARACTERS = 600;
const LINE_CHARACTERS = 400;
const SIDE_CHARACTERS = 300;
/** Half a command does something else: longer ones are left to the other reports. */
const COMMAND_CHARACTERS = 400;
/** The same of the next step. */
const TAIL_BYTES = 2_000;

/** A gate as the parts of a comment: what needs a look first, what passed folded. */
export function gateComment(facts: GateFacts, key: string): CommentParts {
  const { headline, open, fine, suite, comparison, footnotes } = facts;
  const tail = nextMarkdown(furtherStep({ ...facts, open: open.filter(hasShortCommand) }));
  const compared = comparison?.comparisons ?? [];
  return {
    key,
    head: [
      `### ${GATE_BADGES[headline.word]}`,
      '',
      escapeMarkdown(bounded(headline.sentence, SENTENCE_CHARACTERS)),
      ...gateSides(shortSides(facts)).flatMap((line) => ['', line]),
    ],
    sections: [
      ...(suite === null ? [checkSection(open, null)] : suiteSections(suite, 'check')),
      listSection(
        suite === null
          ? open.map(short).flatMap((one) => gateNote(one, boundedName(one.scenario)))
          : [],
      ),
      listSection(comparison === null ? [] : explanationRows(comparison)),
      commandSection(toSeeAgain(facts)),
      listSection(footnotesMarkdown(footnotes.map(boundedFootnote))),
      ...foldedSection(fine),
      ...(compared.length === 0
        ? []
        : [
            tableSection(
              COMPARISON_COLUMNS,
              compared.map((one) => comparisonRow(one, boundedName(one.scenario))),
              {
                noun: 'measured metric',
                title: `${plural(compared.length, 'metric')} measured on both sides`,
              },
            ),
          ]),
    ],
    tail: bytesOf(tail) > TAIL_BYTES ? [] : tail,
  };
}

function shortSides(facts: GateFacts): GateFacts {
  const { base, baseline } = facts;
  return {
    ...facts,
    base: base && bounded(base, SIDE_CHARACTERS),
    baseline: baseline && bounded(baseline, SIDE_CHARACTERS),
  };
}

function short(check: GateCheckFact): GateCheckFact {
  return {
    ...check,
    subject: bounded(check.subject, LINE_CHARACTERS),
    line: bounded(check.line, LINE_CHARACTERS),
    why: bounded(check.why, LINE_CHARACTERS),
  };
}

function checkSection(checks: readonly GateCheckFact[], title: string | null): Section {
  const rows = checks.map(short).map((check) => gateRow(check, boundedName(check.scenario)));
  return tableSection(GATE_COLUMNS, rows, {
    noun: title === null ? 'check' : 'passed check',
    title,
  });
}

function foldedSection(fine: readonly GateCheckFact[]): readonly Section[] {
  return fine.length === 0 ? [] : [checkSection(fine, fineTitle(fine))];
}

function hasShortCommand({ reproduce }: GateCheckFact): boolean {
  return reproduce.length <= COMMAND_CHARACTERS;
}

function commandSection(checks: readonly GateCheckFact[]): Section {
  const { shown } = gateCommands(checks.filter(hasShortCommand));
  const all = new Set(checks.map(({ reproduce }) => reproduce));
  const [open = '', ...fenced] = codeBlock(shown, 'sh');
  const frame = { open: [SEE_AGAIN, '', open], close: fenced.slice(-1) };
  return { ...frame, rows: shown, noun: 'command', notRows: all.size - shown.length };
}

function listSection(rows: readonly string[]): Section {
  return { open: [], rows, close: [], noun: 'note' };
}
