/** Wrapping that containers add to the lines of their programs. */
export interface ContainerWrapping {
  readonly name: string;
  /** The line within; null: the line is not wrapped so. */
  readonly unwrap: (line: string) => string | null;
}

/** Files of Docker's `json-file`; programs may also log a field `log` of their own. */
const DOCKER = /^\{"log":".*"stream":"std(?:out|err)"/u;
/** `2026-11-24T12:00:00.123456789Z stdout F line`, as containerd and CRI-O write under Kubernetes. */
const CRI = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] ?/u;
/** `db-1  | line`, as `docker compose logs` prints. */
const COMPOSE = /^[a-z\d][\w.-]*-\d+ +\| ?/u;
/** `[pod/shop-5d9c/web] line`, as `kubectl logs --prefix` prints. */
const POD = /^\[pod\/[^\]\s]+\] ?/u;

const behind =
  (head: RegExp) =>
  (line: string): string | null => {
    const [found] = head.exec(line) ?? [];
    return found === undefined ? null : line.slice(found.length);
  };

const WRAPPINGS: readonly ContainerWrapping[] = [
  {
    name: 'Docker',
    unwrap: (line) => {
      if (!DOCKER.test(line)) return null;
      try {
        const { log } = JSON.parse(line) as { readonly log?: unknown };
        return typeof log === 'string' ? log.replace(/\r?\n$/u, '') : null;
      } catch {
        return null;
      }
    },
  },
  { name: 'Kubernetes', unwrap: behind(CRI) },
  { name: 'docker compose', unwrap: behind(COMPOSE) },
  { name: 'kubectl', unwrap: behind(POD) },
];
/** Share of the first lines that have to be wrapped. */
const MIN_SHARE = 0.9;

export function detectContainerWrapping(lines: readonly string[]): ContainerWrapping | null {
  const found = WRAPPINGS.find(({ unwrap }) => {
    const count = lines.filter((line) => unwrap(line) !== null).length;
    return count > 0 && count >= lines.length * MIN_SHARE;
  });
  return found ?? null;
}
