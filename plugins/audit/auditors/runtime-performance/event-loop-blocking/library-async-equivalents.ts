import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';

interface Library {
  /** Imports that show that a file uses the library. */
  readonly source: RegExp;
  /** Blocking methods that each have an awaitable equivalent. */
  readonly methods: RegExp;
  /** Methods with names that other libraries share, matched together with the receiver. */
  readonly named: RegExp;
}

/** Libraries querying models and stores; blocking methods have an async form prefixed with `a`. */
const LIBRARIES: readonly Library[] = [
  {
    source: /^(?:langchain|langgraph)/u,
    methods:
      /\.(?:invoke|get_relevant_documents|similarity_search\w*|max_marginal_relevance_search|embed_documents|embed_query|add_documents|from_documents|load_and_split)$/u,
    named:
      /(?:llm|chain|model|agent|graph|runnable|executor)\.(?:batch|stream|predict|run|generate)$/iu,
  },
  {
    source: /^llama_index/u,
    methods: /\.(?:get_text_embedding\w*|get_query_embedding|query_engine\.query)$/u,
    named: /(?:llm|engine|retriever|agent)\.(?:query|chat|complete|retrieve|predict)$/iu,
  },
];

/** Calls of the form that waits, in async code. */
export function* findLibraryAsyncEquivalents(
  audited: AuditedCode,
  isMeant: (index: number) => boolean,
): Generator<CallCandidate> {
  const { code } = audited;
  const known = new Map<string, readonly Library[]>();
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!isPythonFunction(audited, index) || !isMeant(index)) continue;
    const here = known.get(file) ?? librariesOf(audited, file);
    known.set(file, here);
    for (const site of here.length === 0 ? [] : code.callsOf(index)) {
      const { callee, isAwaited, isGuess, targets } = site.call;
      if (isAwaited || (!isGuess && targets.length > 0)) continue;
      const isOne = here.some(({ methods, named }) => methods.test(callee) || named.test(callee));
      const found = createCallCandidate(site, callee, file);
      if (isOne && findCallNode(audited, found)?.field('function')?.kind() === 'attribute')
        yield found;
    }
  }
}

function librariesOf({ code }: AuditedCode, file: string): readonly Library[] {
  const sources = code.importsOf(file).map((rawImport) => rawImport.source);
  return LIBRARIES.filter(({ source }) =>
    sources.some((importSource) => source.test(importSource)),
  );
}

/** `self.llm.invoke` as it is to be awaited: `self.llm.ainvoke`. */
export function formatAsyncName(callee: string): string {
  return callee.replace(/\.(\w+)$/u, '.a$1');
}
