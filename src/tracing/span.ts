import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span as OpenSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'

/** A span of a trace. Where nobody exports traces it costs next to nothing and has no `traceparent`. */
export type Span = {
  /** names it to whatever goes on with the trace elsewhere and later (W3C Trace Context); undefined where nothing is traced */
  traceparent: string | undefined
  /** whether anybody will see it */
  recorded: boolean
  set(attributes: Attributes): void
  /** Refers to another trace that led here. */
  link(traceparent: string | null): void
  /** Makes it the one that what `run` begins belongs to. */
  enter<T>(run: () => T): T
  fail(error: unknown): void
  end(at?: Date): void
}

type Options = {
  /** a traceparent; null for a trace of its own; left out for the span that is entered */
  parent?: string | null
  kind?: 'server' | 'client' | 'internal'
  attributes?: Attributes
  startedAt?: Date
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL }

/** Begins a span, to be ended by whoever began it. */
export function startSpan(name: string, { parent, kind = 'internal', attributes = {}, startedAt }: Options = {}): Span {
  const within = parent === undefined ? context.active() : contextOf(parent)
  const options = { kind: kinds[kind], attributes, ...(startedAt && { startTime: startedAt }) }
  const span = trace.getTracer('dateline').startSpan(name, options, within)
  return {
    traceparent: span.isRecording() ? traceparentOf(span) : undefined,
    recorded: span.isRecording(),
    set: (more) => void span.setAttributes(more),
    link: (traceparent) => {
      const linked = readTraceparent(traceparent)
      if (linked) span.addLink({ context: linked })
    },
    enter: (run) => context.with(trace.setSpan(within, span), run),
    fail: (error) => void span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' }),
    end: (at) => span.end(at),
  }
}

/** Runs in a span, which ends with it and says whether it threw. */
export async function inSpan<T>(name: string, options: Options, run: (span: Span) => Promise<T>): Promise<T> {
  const span = startSpan(name, options)
  try {
    return await span.enter(() => run(span))
  } catch (error) {
    span.fail(error)
    throw error
  } finally {
    span.end()
  }
}

/** The span that is entered, as what goes on with its trace later shall name it; null where nothing is traced. */
export function currentTraceparent(): string | null {
  const span = trace.getActiveSpan()
  return span?.isRecording() ? traceparentOf(span) : null
}

function contextOf(traceparent: string | null): Context {
  const parent = readTraceparent(traceparent)
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT
}

function readTraceparent(traceparent: string | null): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent ?? '') ?? []
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true }
  return isSpanContextValid(parent) ? parent : undefined
}

function traceparentOf(span: OpenSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${(traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0')}`
}
