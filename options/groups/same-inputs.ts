import { parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { badOption, badProperty } from '../values/bad-option.ts';
import { percentWord } from '../values/percent.ts';

/** What is done about scenarios that read the same on both sides. */
export interface SameInputs {
  /** Whether they are told so in place of being measured. */
  readonly sameInputs: boolean;
  /** Share of them that is measured all the same, to hold the claim against: from 0 to 1. */
  readonly measuredShare: number;
}

/** As a command line says it. */
export interface SameInputsWords {
  readonly sameInputs?: boolean;
  readonly measureAll?: boolean;
  readonly measureShare?: string;
}

/** As a program says it. */
export interface SameInputsRequest {
  /** Whether scenarios that read the same on both sides are told so in place of being measured. Default: false. */
  readonly sameInputs?: boolean;
  /** Share of these that is measured all the same, from 0 to 1. Default: 0. */
  readonly measuredShare?: number;
}

/** To measure some of them anyway asks for finding them. @throws UserError */
export function readSameInputs(words: SameInputsWords): SameInputs {
  const { sameInputs = false, measureAll = false, measureShare } = words;
  if (measureShare === undefined) {
    return { sameInputs: sameInputs || measureAll, measuredShare: measureAll ? 1 : 0 };
  }
  if (measureAll) throw badOption('--measure-all and --measure-share exclude each other.');
  return { sameInputs: true, measuredShare: readShare(measureShare) };
}

/** @throws UserError for a share that is none. */
export function checkSameInputs(request: SameInputsRequest): SameInputs {
  const { measuredShare = 0, sameInputs = measuredShare > 0 } = request;
  if (isShare(measuredShare)) return { sameInputs, measuredShare };
  throw badProperty(
    `measuredShare is a share from 0 to 1; found ${measuredShare}`,
    'measuredShare: 0.05',
  );
}

/** The words that say it again. */
export function repeatedSameInputs({ sameInputs, measuredShare }: SameInputs): readonly string[] {
  if (!sameInputs) return [];
  if (measuredShare === 0) return ['--same-inputs'];
  return measuredShare === 1 ? ['--measure-all'] : ['--measure-share', percentWord(measuredShare)];
}

function readShare(text: string): number {
  const share = parseQuantity(text.trim().endsWith('%') ? text : `${text} %`, 'ratio');
  if (typeof share === 'number' && isShare(share)) return share;
  throw badOption(`--measure-share takes a percentage from 0 to 100, such as 5%; found "${text}".`);
}

function isShare(share: number): boolean {
  return share >= 0 && share <= 1;
}
