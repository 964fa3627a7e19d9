import type { AuditedCode } from '../rule.ts';

/** Names of setup functions, which run once before any request (SH6-11 lists the first of them). */
const SET_UP =
  /^(?:main|start|serve|boot)$|(?:^|\.)_*(?:init|setup|set_up|bootstrap|migrate|migrations?|initiali[sz]e|startup|on_startup|lifespan|create_app|configure|onModuleInit|onApplicationBootstrap|getStaticProps|getStaticPaths|generateStaticParams)_*$|(?:^|\.)_*(?:setup|init|initiali[sz]e|bootstrap|startup|load_config)(?:_|[A-Z])\w*$/u;
const SET_UP_MARK = /(?:^|\.)(?:on_event|on_startup|asynccontextmanager)$/u;
/** Maximum depth of callers to follow. */
const MAX_DEPTH = 3;

/** True if a function runs once, at program or component start, or only such functions call it. */
export function isStartupFunction(audited: AuditedCode, index: number, depth = 0): boolean {
  const { code } = audited;
  const name = code.facts.functions[index]?.name ?? '';
  if (SET_UP.test(name)) return true;
  const isMarked = code
    .functionAt(index)
    .decorators.some(
      (decorator) => SET_UP_MARK.test(decorator.name) && /startup|^$/u.test(decorator.argumentText),
    );
  if (isMarked) return true;
  const callers = code.callersOf(index);
  return (
    depth < MAX_DEPTH &&
    callers.length > 0 &&
    callers.every((site) => isStartupFunction(audited, site.function, depth + 1))
  );
}
