import { go } from '#kit/ui/route.tsx'
import { Desk } from '#journey/parcel/desk.tsx'
import Checking from './handheld.tsx'

export default function CheckingPage() {
  return <Desk><Checking back={() => go('/')} /></Desk>
}
