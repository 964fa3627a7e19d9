import { cpus, totalmem, type } from 'node:os';

/** Describes the machine for people: processor, cores, memory and system. */
export function describeMachine(): string {
  const [first] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${first?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${memory}, ${type()}`;
}
