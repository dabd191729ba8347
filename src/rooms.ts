import type { Route } from '#kit/context.ts'
import { version } from '#kit/root.ts'
import { liveRoute } from '#kit/live.ts'
import { notFound } from '#kit/problem.ts'
import { catalogRoutes } from '#goods/catalog/routes.ts'
import { stockRoutes } from '#goods/inventory/routes.ts'
import { warehouseRoutes } from '#goods/inventory/warehouses.routes.ts'
import { calendarRoutes } from '#handbook/calendar/routes.ts'
import { traditional } from '#handbook/clauses/traditional.ts'
import { handbookRoutes } from '#handbook/clauses/routes.ts'
import { intakeDeskRoutes } from '#journey/1-intake/desk.routes.ts'
import { intakeFileRoutes } from '#journey/1-intake/files.routes.ts'
import { paperRoutes } from '#journey/1-intake/papers.routes.ts'
import { intakeRoutes } from '#journey/1-intake/routes.ts'
import { shopRoutes } from '#journey/1-intake/shops.routes.ts'
import { emergencyRoutes } from '#journey/2-review/emergency.routes.ts'
import { reviewDeskRoutes } from '#journey/2-review/desk.routes.ts'
import { contactsOf, resume, suspend } from '#journey/contact/actions.ts'
import { contactRoutes } from '#journey/contact/routes.ts'
import { parcellingRoutes } from '#journey/parcelling/routes.ts'
import { reviewRoutes } from '#journey/2-review/routes.ts'
import { allocateThese, unallocate } from '#journey/3-allocation/actions.ts'
import { shortPick } from '#journey/5-picking/actions.ts'
import { numberRoutes } from '#journey/4-printing/numbers.routes.ts'
import { printingRoutes } from '#journey/4-printing/routes.ts'
import { pickingRoutes } from '#journey/5-picking/routes.ts'
import { checkingRoutes } from '#journey/6-checking/routes.ts'
import { packingRoutes } from '#journey/7-packing/routes.ts'
import { handoverRoutes } from '#journey/8-handover/routes.ts'
import { deliveryRoutes } from '#journey/9-delivery/routes.ts'
import { discrepancyRoutes } from '#journey/discrepancy/routes.ts'
import { printerRoutes } from '#journey/printers/routes.ts'
import { orderPaperRoutes } from '#journey/parcel/papers.routes.ts'
import { stationRoutes } from '#journey/parcel/station.routes.ts'
import { thePress } from '#journey/4-printing/engine.ts'
import { templateRoutes } from '#journey/templates/routes.ts'
import { getStory } from '#journey/order/contract.ts'
import { orderRoutes } from '#journey/order/routes.ts'
import { jobRoutes } from '#oversight/jobs/routes.ts'
import { carrierRoutes } from '#partners/carriers/routes.ts'
import { eventsOf, findOrder, orderNumbers } from '#journey/order/store.ts'
import { waybillsOf } from '#journey/parcel/store.ts'
import { story } from '#oversight/replay/rules.ts'
import { yearRoutes } from '#handbook/calendar/year.routes.ts'
import { changeRoutes } from '#handbook/clauses/changes.routes.ts'
import { complianceRoutes } from '#handbook/clocks/compliance.routes.ts'
import { trendRoutes } from '#handbook/clocks/trend.routes.ts'
import { boardRoutes } from '#journey/9-delivery/board.routes.ts'
import { deskRoutes } from '#oversight/desk/routes.ts'
import { healthRoutes } from '#oversight/health/routes.ts'
import { companyRoutes } from '#people/company/routes.ts'
import { staffAdminRoutes } from '#people/staff/admin.routes.ts'
import { staffRoutes } from '#people/staff/routes.ts'
import { alarmRoutes } from '#people/alarms/routes.ts'
import { approvalRoutes } from '#people/approvals/routes.ts'
import { erasingRoutes } from '#journey/erasing/routes.ts'
import { adjustRoutes } from '#goods/inventory/adjust.routes.ts'
import { viewRoutes } from '#people/views/routes.ts'
import { approvalActs } from './approvals.ts'
import type { Company } from './company.ts'

/** Every room's door, in the order of the house. */
export function allRooms(route: Route, company: Company): void {
  liveRoute(route)
  calendarRoutes(route, company)
  carrierRoutes(route, company)
  catalogRoutes(route)
  handbookRoutes(route, company)
  complianceRoutes(route, company, { order: orderNumbers, parcel: waybillsOf })
  changeRoutes(route, company)
  yearRoutes(route, company)
  trendRoutes(route, company)
  staffRoutes(route)
  staffAdminRoutes(route)
  companyRoutes(route)
  viewRoutes(route)
  stockRoutes(route)
  warehouseRoutes(route, company)
  orderRoutes(route, company, { suspend, resume, short: shortPick, contacts: contactsOf })
  shopRoutes(route, company)
  intakeRoutes(route, company)
  intakeDeskRoutes(route, company)
  intakeFileRoutes(route, company)
  paperRoutes(route)
  reviewRoutes(route, company)
  reviewDeskRoutes(route)
  contactRoutes(route, company)
  emergencyRoutes(route, company)
  parcellingRoutes(route, company, { unallocate, allocate: allocateThese })
  stationRoutes(route, company)
  orderPaperRoutes(route)
  printerRoutes(route, company)
  printingRoutes(route, company)
  numberRoutes(route, company)
  pickingRoutes(route, company)
  checkingRoutes(route, company)
  packingRoutes(route, company)
  handoverRoutes(route, company)
  discrepancyRoutes(route, company)
  deliveryRoutes(route, company)
  templateRoutes(route, company, thePress)
  jobRoutes(route, company)
  approvalRoutes(route, company, approvalActs(company))
  alarmRoutes(route, company)
  adjustRoutes(route, company)
  erasingRoutes(route, company)
  boardRoutes(route, company)
  deskRoutes(route, company)
  healthRoutes(route, company, version)
  route(getStory, async ({ db }, { params: { id }, actor }) => {
    if (!(await findOrder(db, actor.scope, id))) throw notFound('order')
    return { steps: story(await eventsOf(db, id)).map(step => ({ ...step, sentence: { ...step.sentence, zhTW: traditional(step.sentence.zh) } })) }
  })
}
