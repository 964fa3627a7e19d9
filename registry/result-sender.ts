import type { Host } from '../harness/host.ts';
import type { Measured } from '../reports/measured/measured-runs.ts';
import type { Option } from './option.ts';

/** Sends results of `run`, `compare` and `gate` to another program, where an option asks for it. */
export interface ResultSender {
  /** Name of the option. */
  readonly name: string;
  readonly option: Option;
  /** Reads the option before anything is measured. @throws UserError for a value that it does not take. */
  open(host: Host, value: string | true): Promise<SendResults>;
}

/** Sends a document whose verdict stands: a failure is a warning, and changes no exit code. */
export type SendResults = (document: Measured) => Promise<void>;
