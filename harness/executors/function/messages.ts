import type { FunctionBody, Params } from '../../model/scenario.ts';
import type { Block, Failure } from '../../model/trial.ts';

/** What the executor tells its worker. */
export type ToWorker =
  | {
      readonly type: 'open';
      readonly file: string;
      readonly name: string;
      readonly body: FunctionBody;
      readonly params: Params;
    }
  | { readonly type: 'measure'; readonly measureMs: number; readonly warmupMs: number }
  | { readonly type: 'close' };

/** What the worker answers. */
export type FromWorker =
  | { readonly type: 'opened' }
  | { readonly type: 'measured'; readonly block: Block }
  | { readonly type: 'closed' }
  | { readonly type: 'failed'; readonly failure: Failure };
