import './templates.css'
import { Select } from 'antd'
import { Mark, PageHead, Section, Trouble, Waiting } from '#kit/ui/pieces.tsx'
import type { Answer } from '#kit/ui/client.ts'
import { useCall } from '#kit/ui/query.tsx'
import { Go, hrefOf, useSearch } from '#kit/ui/route.tsx'
import { useTongue } from '#kit/ui/tongue.tsx'
import { textIn } from '#kit/words.ts'
import { documentKinds, kindTitles } from '#journey/4-printing/fields.rules.ts'
import { listTemplates } from './contract.ts'
import { designerScreen, templatesScreen } from './screen.ts'
import { text } from './words.ts'

type Template = Answer<typeof listTemplates>['templates'][number]

/** Every template as it prints: the company's own, then those that come with the house. */
export default function TemplatesPage() {
  const { t, tongue } = useTongue()
  const [search, change] = useSearch(templatesScreen)
  const { data, error, refetch } = useCall(listTemplates, {}, { live: ['template'] })
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />
  const shown = data?.templates.filter(m => !search.kind || m.kind === search.kind) ?? []
  const own = shown.filter(m => !m.shipped)
  return (
    <div className="templates-page">
      <PageHead title={t(templatesScreen.title)} note={data && t(text.templates, { count: shown.length })}>
        <Select className="templates-kind" aria-label={t(text.allKinds)} value={search.kind ?? ''} onChange={kind => change({ kind: kind || undefined })} options={[{ value: '', label: t(text.allKinds) }, ...documentKinds.map(kind => ({ value: kind as string, label: textIn(tongue, kindTitles[kind]) }))]} />
      </PageHead>
      {!data ? <Waiting /> : <>
        <Section title={t(text.ownOnes)}>{own.length ? <Cards of={own} /> : <p className="soft">{t(text.noOwn)}</p>}</Section>
        <Section title={t(text.shippedOnes)}><Cards of={shown.filter(m => m.shipped)} /></Section>
      </>}
    </div>
  )
}

function Cards({ of }: { of: readonly Template[] }) {
  const { t, tongue } = useTongue()
  return <ul className="templates">{of.map(m => (
    <li key={m.ref}><Go to={hrefOf(designerScreen, { ref: m.ref })} className="template">
      <span className="template-picture"><img loading="lazy" alt="" src={`/api/templates/${m.ref}/picture?tongue=${tongue}${m.shipped ? '' : `&version=${m.version}`}`} /></span>
      <span className="template-title">{textIn(tongue, m.title)}</span>
      <span className="soft">{textIn(tongue, kindTitles[m.kind])} · {t(text.size, { width: m.width, height: m.height })}</span>
      {!m.shipped && <StateMark of={m} />}
    </Go></li>
  ))}</ul>
}

export function StateMark({ of: m }: { of: Pick<Template, 'state' | 'inForce'> }) {
  const { t } = useTongue()
  if (m.state === 'retired') return <Mark tone="soft">{t(text.retired)}</Mark>
  if (m.state === 'approved') return <Mark tone="good">{t(text.approved)}</Mark>
  return <Mark tone="warn">{m.inForce ? t(text.waits) : t(text.draft)}</Mark>
}
