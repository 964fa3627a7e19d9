import { cpus, totalmem, type } from 'node:os';

/** What a figure was measured on: processor, cores, memory and system, for people. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${memory}, ${type()}`;
}
