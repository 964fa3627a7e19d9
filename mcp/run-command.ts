import { loadConfig } from '../harness/scenario/config.ts';
import { openCollections } from '../registry/collections.ts';
import { callOf, type Outcome } from '../registry/command.ts';
import type { Document } from '../registry/document-kind.ts';
import type { Flags, Options } from '../registry/option.ts';
import type { Plugin } from '../registry/plugin.ts';
import type { LongTool, Tool, WorkTool } from '../registry/tool.ts';
import { shorten, viewedAnswer } from '../registry/tools/answer-text.ts';
import { refuseOutside } from '../registry/tools/inside-project.ts';
import { readInput } from './command-input.ts';
import type { DoorContext } from './tool.ts';

/** Words and options of a command line. */
export interface Given {
  readonly words: readonly string[];
  readonly flags: Flags<Options>;
}

/** What a client gives to the command of a tool. @throws UserError for files outside of the project. */
export function givenTo(
  tool: Tool | WorkTool | LongTool,
  input: unknown,
  { host }: Pick<DoorContext, 'host'>,
): Given {
  const { words, flags, paths } = readInput(tool, input);
  refuseOutside(host, host.cwd, [...paths, ...(tool.pathsOf?.(flags) ?? [])]);
  return { words, flags };
}

/** Runs the command of a tool within a call. @throws Error where it gives no document. */
export async function runCommand(
  { name, command }: Tool | WorkTool,
  given: Given,
  { host, signal, onProgress }: Pick<DoorContext, 'host' | 'signal' | 'onProgress'>,
): Promise<Outcome> {
  const config = await loadConfig(host, host.cwd);
  const say = (text: string): void => onProgress({ type: 'unit-progress', scenario: name, text });
  const progress = { say, log: say, measuring: onProgress };
  const call = callOf(host, command.options, given);
  return command.run({
    ...call,
    config,
    openCollections: () => openCollections(host, config),
    signal,
    progress,
    confirm: null,
  });
}

/** Document of an outcome, and its text: that of the command, else the view. @throws Error without one. */
export async function shownOutcome(
  { document, text }: Outcome,
  { name }: Tool | WorkTool,
  plugin: Plugin,
): Promise<{ readonly document: Document; readonly text: string }> {
  if (document === undefined) throw new Error(`${name} gave no document`);
  const shown = text === undefined ? await viewedAnswer(document, plugin) : shorten(text);
  return { document, text: shown };
}
