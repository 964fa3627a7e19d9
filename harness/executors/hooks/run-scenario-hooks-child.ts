/** Runs command or server hooks in a separate process: hangs, exits and throws do no harm. */
import '../../loader/register.ts';
import { importUserModule } from '../../loader/import-user-module.ts';
import type { Params } from '../../model/scenario/scenario.ts';
import {
  type ExportedDefinition,
  listExportedDefinitions,
} from '../../scenario/convert/exported-scenario-definitions.ts';

type Hook = (...args: readonly unknown[]) => unknown;

let definition: ExportedDefinition = {};
let params: unknown;
let fixture: unknown;

process.on('message', (message: HooksRequest) => {
  handle(message).then(
    () => answer({ type: 'done' }),
    (error: unknown) => {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      answer({ type: 'threw', message, stack: stack ?? message });
    },
  );
});

function answer(reply: HooksResponse): void {
  process.send?.(reply);
}

async function handle(message: HooksRequest): Promise<void> {
  switch (message.type) {
    case 'setup':
      definition = await loadDefinition(message.file, message.name);
      params = message.params;
      fixture = await hook('setup')?.(params);
      return;
    case 'beforeEach':
      await hook('beforeEach')?.(fixture, params);
      return;
    case 'teardown':
      await hook('teardown')?.(fixture, params);
  }
}

async function loadDefinition(file: string, name: string): Promise<ExportedDefinition> {
  const module = await importUserModule(file);
  const found = listExportedDefinitions(module).find(
    (candidate) => (candidate as ExportedDefinition | null)?.name === name,
  );
  if (found === undefined) throw new Error(`${file} no longer defines a scenario named "${name}"`);
  return found as ExportedDefinition;
}

function hook(name: string): Hook | undefined {
  return definition[name] as Hook | undefined;
}

export type HooksRequest =
  | {
      readonly type: 'setup';
      readonly file: string;
      readonly name: string;
      readonly params: Params;
    }
  | { readonly type: 'beforeEach' }
  | { readonly type: 'teardown' };

export type HooksResponse =
  | { readonly type: 'done' }
  | { readonly type: 'threw'; readonly message: string; readonly stack: string };
