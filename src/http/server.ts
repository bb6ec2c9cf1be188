import type { IncomingMessage, ServerResponse } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { newId } from '../ids.ts'
import { answerError, answerNotFound } from './errors.ts'
import { speakPlainly } from './messages.ts'

/** A Fastify server whose routes are typed by their Zod schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** The largest body that a request may have. */
export const bodyLimitBytes = 2 * 1024 * 1024

type Options = { log: FastifyBaseLogger; trustProxy: boolean }

/** A server without routes: strict validation, problems as errors, one log line per request. */
export function createServer({ log, trustProxy }: Options): App {
  speakPlainly()
  const app = Fastify({
    loggerInstance: log,
    // One line per request, below, instead of two of which neither says it all.
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy,
    bodyLimit: bodyLimitBytes,
    genReqId: () => newId(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // A poisoned prototype is refused, never silently dropped.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // What the router refuses before there is a route.
    frameworkErrors: answerError,
  }).withTypeProvider<ZodTypeProvider>()
  // Fastify takes plain text by itself; this API takes JSON.
  app.removeContentTypeParser('text/plain')
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerNotFound)
  app.addHook('onResponse', async (req, reply) => {
    const { method, url, routeOptions } = req
    const line = {
      method,
      // An address that holds a token opens something: the log gets its pattern only.
      path: routeOptions.url?.includes(':token') ? routeOptions.url : withoutToken(url.split('?')[0] ?? ''),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      key: req.principalOrNull?.keyId,
    }
    if (routeOptions.logLevel !== 'warn') req.log.info(line, 'request')
  })
  return app
}

/** Where no route takes an address that holds a token, such as with another method, it holds it all the same. */
function withoutToken(path: string): string {
  return path.replace(/^(\/v1\/(?:feeds|unsubscribe)\/)[^/]+/, '$1:token')
}
