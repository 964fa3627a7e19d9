import type { Finding } from '../harness/model/finding.ts';
import type { Footnote } from './display-facts/collect-finding-footnotes.ts';
import type { Markup } from './html/html-markup.ts';
import type { NextStep } from './suggested-next-step.ts';
import type { TextTone } from './text/terminal-text-colors.ts';

/**
 * A document independent of any format: a headline, blocks, notes and the next step. Each kind of
 * document provides one view; each format renders every view and knows no document. All texts are
 * plain and printable, with quantities already scaled for people.
 */
export interface View {
  /** Default key for finding the comment again, if the job has none: `gate`. */
  readonly key: string;
  /** Subject of the document, for the title of a page. */
  readonly title: string;
  readonly headline: Headline;
  /** Context such as sides, service or period, one phrase each. */
  readonly about: readonly string[];
  readonly blocks: readonly Block[];
  readonly footnotes: readonly Footnote[];
  /** Footnotes that are errors are errors of a code review too. Default: they warn. */
  readonly areNotesErrors?: boolean;
  /** Next step; null: nothing is left to do. */
  readonly next: NextStep | null;
  /** Pass or fail by name, for tools that read test results. */
  readonly suites: readonly CheckSuite[];
  /** Places that a code review points at; footnotes are added to them. */
  readonly annotations: readonly Annotation[];
  /** Keywords with unscaled values, for programs and agents. */
  readonly facts: readonly Fact[];
  /** Results of an analysis of code, for code scanning; absent: no code was analysed. */
  readonly scan?: CodeScan;
}

/** Sign of an outcome; a word always states the outcome too. */
export type OutcomeSign = '✓' | '✗' | '?' | '=' | '!' | '+' | '●' | '≥' | '…';

/** Default colours of signs. */
export const SIGN_TONES: Readonly<Record<OutcomeSign, TextTone>> = {
  '✓': 'good',
  '✗': 'bad',
  '?': 'doubt',
  '!': 'doubt',
  '=': 'plain',
  '+': 'plain',
  '●': 'plain',
  '≥': 'doubt',
  '…': 'plain',
};

export interface Headline {
  /** The outcome in the words of the document, for programs: `established`. */
  readonly outcome: string;
  /** Its label for people, in sentence case: `Cause established`. */
  readonly label: string;
  /** Label that states the subject, for use among comments on other subjects. Default: `label`. */
  readonly heading?: string;
  readonly sign: OutcomeSign;
  /** Tone of the headline. Default: that of the sign. */
  readonly tone?: TextTone;
  /** Sentence that is understandable on its own. */
  readonly sentence: string;
}

/**
 * Places where a block is shown: `always` includes comments, `detail` all full reports, `verbose`
 * files and, on request, a terminal; `file` is never shown in a terminal.
 */
export type BlockVisibility = 'always' | 'detail' | 'verbose' | 'file';

interface Shown {
  readonly weight?: BlockVisibility;
  readonly title?: string;
  /** Sign shown before its title, or before its text. */
  readonly sign?: OutcomeSign;
  /** True if it belongs to the block above, so that its title is one level lower. */
  readonly isPart?: boolean;
  /** True if only its title is visible until it is opened, in formats that support this. */
  readonly isFolded?: boolean;
  /** Picture instead of the content on a page, or blocks built with it; null: another shows it. */
  readonly onPage?: ReportPicture | (() => readonly Block[]) | null;
  /** Blocks that replace it in a terminal, which has no room for sentences side by side. */
  readonly inTerminal?: readonly Block[];
  /** Place of a page that links lead to. */
  readonly id?: string;
}

export interface ReportPicture {
  readonly html: Markup | null;
  readonly style?: string;
  /** Text of the script that makes the picture interactive. */
  readonly script?: string;
  /** True if it contains images as data. */
  readonly hasImages?: boolean;
}

type AnyBlock = TextBlock | ListBlock | TableBlock | ChartBlock | CodeBlock;

/** A part of a report; `Block<'list'>` is a list. */
export type Block<Type extends AnyBlock['type'] = AnyBlock['type']> = Extract<
  AnyBlock,
  { readonly type: Type }
>;

export interface TextBlock extends Shown {
  readonly type: 'text';
  /** Text of the block; if empty, the block is left out. */
  readonly text: string;
  readonly tone?: TextTone;
}

/** Items below a title; an empty list is left out. */
export interface ListBlock extends Shown {
  readonly type: 'list';
  /** Singular noun of an item, for counting items that do not fit into a comment. */
  readonly noun: string;
  readonly isNumbered?: boolean;
  /** Number of items shown in a terminal unless all are requested. Default: all. */
  readonly most?: number;
  readonly items: readonly ListItem[];
}

export interface ListItem {
  readonly sign?: OutcomeSign;
  /** Short and emphasised, such as an outcome or an id. */
  readonly lead?: string;
  readonly leadTone?: TextTone;
  readonly text: string;
  readonly tone?: TextTone;
  readonly url?: string;
  readonly details?: readonly ItemDetail[];
}

/** A line below an item, or below the text of a cell. */
export interface ItemDetail {
  /** Label such as `refuted if`; absent: the text has none. */
  readonly label?: string;
  readonly tone?: TextTone;
  readonly text: string;
}

/** Rows below column titles; an empty table is left out. */
export interface TableBlock extends Shown {
  readonly type: 'table';
  /** Singular noun of a row, for counting rows that do not fit into a comment. */
  readonly noun: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** True if each row of a narrow page is a card: its first two cells above the others. */
  readonly isStacked?: boolean;
  /** Number of rows shown in a terminal unless all are requested. Default: all. */
  readonly most?: number;
  /** Sentences about the rows, below them. */
  readonly notes?: readonly string[];
}

export interface TableColumn {
  readonly title: string;
  /** Alignment. Default: left, and the column shrinks if the table is too wide. */
  readonly align?: 'left' | 'right';
  /** True if it keeps its width in too wide a table. Default: true for right-aligned columns. */
  readonly isWhole?: boolean;
  /** True for a fixed-width font, where available. */
  readonly isCode?: boolean;
  /** True for names of any length, which are truncated in the middle if there is little room. */
  readonly isName?: boolean;
}

/** Plain text, or text with a tone and lines below it. */
export type TableCell = string | CellContent;

interface CellContent {
  readonly sign?: OutcomeSign;
  readonly text: string;
  readonly tone?: TextTone;
  /** Id of a place on the same page with more details, or the path of another page. */
  readonly target?: string | null;
  readonly details?: readonly ItemDetail[];
}

/** A picture, with a replacement for text-only formats. */
export interface ChartBlock extends Shown, ReportPicture {
  readonly type: 'chart';
  /** Values for a sparkline in a terminal; fewer than two: no sparkline. */
  readonly line?: { readonly label: string; readonly values: readonly number[] };
}

/** Lines to copy or to read as they are. */
export interface CodeBlock extends Shown {
  readonly type: 'code';
  /** As Markdown names it: `sh`. */
  readonly language: string;
  readonly lines: readonly string[];
  /** Lines that are shown; JSON has the others. Default: all. */
  readonly most?: number;
  /** True if a terminal breaks lines that are too wide, in place of shortening them. */
  readonly isWhole?: boolean;
}

export interface CheckSuite {
  readonly name: string;
  /** Start time, ISO 8601; absent: nothing was started for it. */
  readonly startedAt?: string | null;
  /** Source file of the subject. */
  readonly file?: string | null;
  readonly hostname?: string | null;
  /** Elapsed time. Default: the sum over its checks. */
  readonly elapsedMs?: number;
  /** Properties; those with an empty value are left out. */
  readonly properties?: readonly (readonly [name: string, value: string])[];
  readonly checks: readonly SuiteCheck[];
}

/** A check with its result; `skipped`: neither passed nor failed. */
export interface SuiteCheck {
  readonly name: string;
  /** Parent of the check, such as a scenario or a service. */
  readonly group: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  /** Kind of failure; ignored for a check that passed. */
  readonly type?: string;
  readonly message: string;
  /** Full details, if there are more than the message states. */
  readonly text?: string;
  /** Duration of the work behind it. Default: 0. */
  readonly elapsedMs?: number;
}

/** Level, title and message at a place of the source. */
export interface Annotation {
  readonly level: Finding['level'];
  readonly title: string;
  readonly message: string;
  /** Relative to the project's folder, or absolute; absent: it belongs to no file. */
  readonly file?: string | null;
  /** Line of the file, from 1. */
  readonly line?: number;
}

/** A keyword with values in base units; null values are left out. */
export interface Fact {
  readonly keyword: string;
  readonly values: Readonly<Record<string, string | number | boolean | null>>;
}

/** An analysis of code, with texts as they were found. */
export interface CodeScan {
  /** Absolute folder that relative files begin at. */
  readonly root: string;
  /** True if no part of the analysis was left out. */
  readonly isComplete: boolean;
  readonly results: readonly ScanResult[];
  /** Parts that could not be analysed, and why. */
  readonly notices: readonly {
    readonly level: Finding['level'];
    readonly message: string;
    readonly file?: string;
  }[];
  readonly properties: Readonly<Record<string, string | number | null>>;
}

export interface ScanResult {
  readonly rule: ScanRule;
  readonly level: Finding['level'];
  /** Short description of the violation; it identifies the result even if its line has moved. */
  readonly subject: string;
  /** The subject with known details and the remedy. */
  readonly message: string;
  readonly place: CodeRange;
  /** Places that show why, in the order of execution. */
  readonly evidence: readonly (CodeRange & { readonly text: string })[];
  /** Reason why it is suppressed; null: it counts. */
  readonly suppression: string | null;
  readonly properties: Readonly<Record<string, string | null>>;
}

export interface ScanRule {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  /** Check that the rule belongs to. */
  readonly check: string;
  /** Page that explains it. */
  readonly url: string;
}

export interface CodeRange {
  readonly file: string;
  readonly line: number;
  readonly endLine?: number;
}
