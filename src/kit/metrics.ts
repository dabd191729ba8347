import { monitorEventLoopDelay } from 'node:perf_hooks'

const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Series { labels: string; within: number[]; seconds: number; count: number }

/**
 * What the door measures of itself, in the text that Prometheus reads (exposition format 0.0.4). Two measures do not need a
 * library, which would take a tenth of a start to read in.
 */
export function measures() {
  const calls = new Map<string, Series>()
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  return {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    stop() { delay.disable() },
    /** One call that has been answered. Routes are our own paths, so that there are only so many series. */
    observe({ method, route, status }: { method: string; route: string; status: number }, seconds: number) {
      const labels = `method="${method}",route="${route}",status="${status}"`
      const series = calls.get(labels) ?? { labels, within: buckets.map(() => 0), seconds: 0, count: 0 }
      calls.set(labels, series)
      series.seconds += seconds
      series.count++
      for (let i = buckets.findIndex(most => seconds <= most); i >= 0 && i < buckets.length; i++) series.within[i]!++
    },
    text() {
      const p99 = Number.isFinite(delay.mean) ? delay.percentile(99) / 1e9 : 0
      delay.reset()
      return [
        '# HELP danliu_request_seconds Duration of calls', '# TYPE danliu_request_seconds histogram', ...[...calls.values()].flatMap(lines),
        '# HELP danliu_event_loop_delay_p99_seconds p99 event-loop delay since the last look', '# TYPE danliu_event_loop_delay_p99_seconds gauge',
        `danliu_event_loop_delay_p99_seconds ${p99}`, '',
      ].join('\n')
    },
  }
}

const lines = ({ labels, within, seconds, count }: Series) => [
  ...buckets.map((most, i) => `danliu_request_seconds_bucket{le="${most}",${labels}} ${within[i]}`), `danliu_request_seconds_bucket{le="+Inf",${labels}} ${count}`,
  `danliu_request_seconds_sum{${labels}} ${seconds}`, `danliu_request_seconds_count{${labels}} ${count}`,
]
