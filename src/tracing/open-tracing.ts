import { context, DiagLogLevel, diag, trace } from '@opentelemetry/api'
import type { Logger } from 'pino'

type Options = {
  /** where OTLP over HTTP is taken, without `/v1/traces` */
  endpoint: string | undefined
  /** `web`, `worker` or `all` */
  role: string
  log: Logger
}

/**
 * Exports traces from now on, where there is somebody to export them to. The packages that do it are loaded only then.
 *
 * @returns sends what is left, and stops
 */
export async function openTracing({ endpoint, role, log }: Options): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => {}
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks')
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'dateline',
      'service.instance.id': `${process.pid}`,
      'dateline.role': role,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tell = (message: string) => log.warn({ detail: message }, 'tracing')
  const silent = () => {}
  diag.setLogger({ error: tell, warn: tell, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(provider)
  return async () => {
    await provider.shutdown()
    trace.disable()
    context.disable()
    diag.disable()
  }
}
