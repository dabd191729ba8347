import { z } from 'zod'
import { hasBody, type Endpoint } from './endpoint.ts'

const problem = {
  type: 'object', required: ['type', 'title', 'status', 'code', 'reasons'],
  properties: {
    type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' }, requestId: { type: 'string' },
    reasons: {
      type: 'array',
      items: {
        type: 'object', required: ['code'],
        properties: { code: { type: 'string' }, path: { type: 'string' }, message: { type: 'string' }, clause: { type: 'string' }, values: { type: 'object' } },
      },
    },
  },
}

/** The OpenAPI 3.1 document of the given contracts; `x-who` says which roles may call. */
export function openapi(contracts: readonly Endpoint[], { title, version }: { title: string; version: string }) {
  const schemas: Record<string, unknown> = { Problem: problem }
  const paths: Record<string, Record<string, unknown>> = {}
  for (const contract of contracts) (paths[contract.path] ??= {})[contract.method.toLowerCase()] = operation(contract, schemas)
  return {
    openapi: '3.1.0', info: { title, version }, paths,
    components: {
      schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: '__Host-danliu' } },
    },
  }
}

function operation(contract: Endpoint, schemas: Record<string, unknown>) {
  const { name, method, path, summary, who, write } = contract
  return {
    operationId: name, summary, tags: [path.split('/')[2]], 'x-who': who,
    security: who === 'anyone' ? [] : [{ bearer: [] }, { cookie: [] }],
    parameters: [
      ...parameters(contract.params, 'path', schemas), ...parameters(contract.query, 'query', schemas),
      ...(method === 'POST' && write && !contract.takes && who !== 'anyone' ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', maxLength: 200 } }] : []),
    ],
    ...(contract.takes && { requestBody: { required: true, content: Object.fromEntries(contract.takes.types.map(type => [type, { schema: { type: 'string', format: 'binary' } }])) } }),
    ...(hasBody(contract) && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(contract.body, 'input', schemas) } } } }),
    responses: {
      200: { description: 'Done', content: contentOf(contract, schemas) },
      default: { description: 'Refused', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

const contentOf = ({ gives, answer }: Endpoint, schemas: Record<string, unknown>) =>
  gives === 'file' ? { 'application/octet-stream': {} } : gives === 'events' ? { 'text/event-stream': {} } : { 'application/json': { schema: schemaOf(answer, 'output', schemas) } }

function parameters(schema: z.ZodType, place: 'path' | 'query', schemas: Record<string, unknown>) {
  const { properties = {}, required = [] } = schemaOf(schema, 'input', schemas)
  return Object.entries(properties).map(([name, of]) => ({ name, in: place, required: place === 'path' || required.includes(name), schema: of }))
}

/** Definitions that a schema refers to move to the document's components, where the references then lead. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, unknown>) {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  const { $defs, ...rest } = JSON.parse(JSON.stringify(made).replaceAll('#/$defs/', '#/components/schemas/')) as typeof made
  Object.assign(schemas, $defs)
  return rest
}

/** A page a person can read without any script. */
export function docsPage(contracts: readonly Endpoint[], title: string): { html: string; style: string } {
  const whole = openapi(contracts, { title, version: '' })
  const style = 'body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h2{margin:2rem 0 0;font-size:1.1rem}code,pre{font-family:ui-monospace,monospace}pre{background:#f4f4f4;padding:.7rem;overflow:auto}summary{cursor:pointer}b{display:inline-block;min-width:4.5rem}'
  const calls = contracts.map(contract => {
    const of = whole.paths[contract.path]![contract.method.toLowerCase()]
    const who = typeof contract.who === 'string' ? contract.who : contract.who.join(', ')
    return `<h2 id="${escaped(contract.name)}"><b>${contract.method}</b> <code>${escaped(contract.path)}</code></h2><p>${escaped(contract.summary)} <small>(${escaped(who)})</small></p>`
      + `<details><summary>fields</summary><pre>${escaped(JSON.stringify(of, null, 2))}</pre></details>`
  })
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style><h1>${escaped(title)}</h1>`
    + `<p>The same as <a href="/openapi.json">OpenAPI 3.1</a>. Refusals are RFC 9457 problem documents.</p>${calls.join('')}</html>`
  return { html, style }
}
const escaped = (text: string) => text.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!) // every matched character is in the table
