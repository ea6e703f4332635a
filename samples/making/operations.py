"""Documents of the works: procedures, reports, the lamp-room log, the reservoir."""

from __future__ import annotations

from making.pen import Pen


def burst_main(p: Pen) -> str:
    """OP-114, the procedure that everybody asks about."""
    return f"""
# OP-114 Burst water main

Owner: Head of Operations. In force from 1 February 2026. Replaces OP-98, which nobody could find.

## 1 First hour

A burst main must be isolated within 45 minutes of the first call. The network controller on duty decides which
valves are closed and writes each valve number in the control log. The network controller is {p.name("controller")},
reached day and night on {p.phone("controller")}. If she does not answer within five minutes, call the Head of
Operations, {p.name("operations")}, on {p.phone("operations")}.

Nobody closes valve 31 under Sluice Gate Bridge without the harbour master's word: it also feeds the fire hydrants of
the fish market, and in 2019 the fish market was on fire at the time.

## 2 Levels

| Level | Loss of water | Who leads | Tell the town clerk |
| 1 | up to 10 litres per second | fitter on call | next working day |
| 2 | 10 to 30 litres per second | network controller | within 4 hours |
| 3 | more than 30 litres per second | Head of Operations | at once |

A burst of any size that cuts off the hospital on Old Ropewalk is treated as level 3.

===

## 3 Water for people

When a street has been without water for more than 6 hours, bottled water is brought to every house. The ration is 10
litres per person per day. Customers on the priority services register are served first, and their water is carried to
the door, not left at the corner. The bottled water is kept in Shed 4 at Gull Lane; the key hangs in the control room.

## 4 Boil notice

Only the duty chemist may issue or lift a boil notice. {p.name("chemist")} is the duty chemist; her deputy is the
laboratory at Upper Tern. A boil notice is lifted after two clear samples taken 24 hours apart. The notice goes to
every door on paper, because the text messages of 2023 reached mostly people who had moved away.

===

## 5 Afterwards

The main is flushed until free chlorine stands at 0.5 milligrams per litre. The fitter who made the repair signs the
card; for welded repairs the card is countersigned by {p.name("welder")}, our welding inspector, whose American
certificate is on file (SSN {p.ssn("welder")}, home address {p.address("welder")}).

A written report reaches the safety officer, {p.name("safety")} ({p.mail("safety")}), within 3 working days. Reports
about level 3 bursts are read aloud at the next board meeting. Records of bursts are kept for 12 years.
"""


def incident(p: Pen) -> str:
    """What happened at Gull Lane."""
    return f"""
# Incident report GL-2026-07: flooding of the pump hall at Gull Lane

Written by {p.name("safety")}, safety officer, employee number {p.number("safety")}, on 20 May 2026.

## What happened

On Sunday 17 May 2026 at 05:40 the alarm of pump 3 sounded. The apprentice on watch, {p.name("apprentice")} (born
{p.born("apprentice")}), went down to the pump hall and found water 30 centimetres deep. She did what the card on the
wall says: she left the hall, cut the power from above and rang the controller. The controller logged her call at
05:46 from {p.phone("apprentice")}.

The cause was a split rubber gasket on the suction side of pump 3. The gasket had been due for replacement in
November 2025. The replacement had been put off twice because the supplier sent the wrong size, once in imperial and
once, on complaint, in two halves.

===

## Injuries

{p.titled("apprentice")} slipped on the stairs and sprained her left wrist. She was seen at the harbour clinic (NHS
number {p.nhs("apprentice")}) and returned to light duty on 26 May 2026. A neighbour, {p.name("baker")}, of
{p.address("baker")}, brought bread for the whole crew and reported water in the bakery's cellar; her claim goes to
the insurers.

## Cost

The flood cost 18,450 pounds: 11,200 for the motor of pump 3, 4,750 for drying the hall and 2,500 for the bakery's
cellar. The insurance excess is 5,000 pounds.

## What changes

Gaskets of all six pumps are replaced every 24 months, whether or not they look well. {p.name("fitter")} is responsible
for the gasket register and shows it to the safety officer every quarter. A second handrail is fitted on the pump hall
stairs by 31 August 2026. The watch is never kept by one person alone between 22:00 and 06:00.

Questions about this report go to {p.mail("safety")} or {p.phone("safety")}.
"""


def lamp_log(p: Pen) -> str:
    """The log of the lighthouse lamp, kept in Latin-1 because the keeper's machine is old."""
    return f"""
# Lamp room log, Tern Head light, June 2026

Keeper: {p.name("keeper")}. Relief keeper: {p.name("relief")}. Entries are made at every change of watch. The lamp is
the property of Saltmarrow Water & Light and has been since the company lost a bet with the Admiralty in 1926.

## 3 June

Lit at 21:12, out at 04:41. Wind south-west 5. The lens turned in 29.8 seconds; the nominal period is 30 seconds and
anything between 29.5 and 30.5 is left alone. A racing pigeon asked for shelter and was given it.

## 9 June

{p.titled("relief")} took the watch at 18:00. He reports a humming from the rotation motor, worst at night. Rang the
optician who looks after the lens, {p.name("optician")} of Fyrholm ({p.phone("optician")}, {p.mail("optician")}). He says:
no grease on the mercury bath, whatever the old keeper told us, and he will come on the 23rd.

## 14 June

Fog. The horn ran from 02:10 to 07:35. Complaint by telephone from {p.name("teacher")}, {p.address("teacher")}, who has
examinations to mark. Explained that the horn is not ours to stop when visibility is under 1 nautical mile. He was
civil about it, and asked to be rung on {p.phone("teacher")} when the horn is to be tested. The horn is tested on the
first Monday of the month at 11:00.

## 23 June

{p.titled("optician")} came from Sweden with his own screwdrivers, cleaned the lens with 2 litres of distilled water and
stayed for soup. The hum was a loose dustcap. His bill is 640 euros, to be paid to account {p.iban("optician")}; his
address for the remittance is {p.address("optician")}.

## 30 June

Spare bulbs in the cupboard: 4. Order more when fewer than 3 remain. Key to the gallery door is with the keeper and
with nobody else, since the wedding of 2024. Signed, {p.family("keeper")}.
"""


def chlorine(p: Pen) -> str:
    """Handling chlorine drums."""
    return f"""
# OP-122 Handling chlorine at the Upper Tern works

Approved by {p.name("operations")}, Head of Operations, on 12 January 2026. Author: {p.name("chemist")} (user name
{p.user("chemist")} in the laboratory system).

## Before you open the store

Two people are always present when a chlorine drum is changed, and both carry an escape respirator. Look at the wind
sock first. If it points to the school, wait. The detector in the store alarms at 0.5 parts per million; at 1 part per
million everybody leaves the building by the east door and meets at the sundial.

## Changing a drum

- Close the outlet valve and wait 10 minutes for the line to empty.
- Test the joint with ammonia vapour. White smoke means a leak.
- Fit a new lead washer. A washer is never used twice.
- Open the new drum a quarter turn, test again, then open fully.
- Write the drum's number and the time on the board.

Drums are delivered on the second Tuesday of the month. No more than 6 full drums may be kept on site; the permit says
so, and the inspector counts.

## Training

Only people with a valid chlorine card may enter the store. The card is valid for 3 years. Cards are issued by the
safety officer, {p.name("safety")}, telephone {p.phone("safety")}. At present {p.name("fitter")}, {p.name("apprentice")}
and {p.name("starter_one")} hold one.

## If somebody has breathed chlorine

Bring the person into fresh air, sit them upright and ring 999. Do not give anything to drink. The harbour clinic knows
us; say "Upper Tern, chlorine". Then ring {p.titled("operations")} on {p.phone("operations")}, whatever the hour. Her
words: nobody was ever told off for ringing too early.
"""


def reservoir(p: Pen) -> str:
    """The yearly inspection of the dam."""
    return f"""
# Reservoir inspection 2026: Lower Tern

Inspected on 21 and 22 April 2026 by {p.name("surveyor")}, independent dam surveyor of Port Ellery, Maine
({p.mail("surveyor")}, {p.phone("surveyor")}), with divers led by {p.name("divers")} ({p.phone("divers")}).

## Summary

The dam is in good order. The surveyor rates the embankment B, one grade better than in 2021. The next full inspection
is due in April 2031. The spillway can pass 42 cubic metres per second, which is enough for the flood expected once in
1,000 years.

## Findings

| Part | Finding | To be done by |
| Spillway | loose coping stones on the north wall | 30 September 2026 |
| Draw-off tower | ladder rungs 7 to 9 corroded | 31 July 2026 |
| Toe drain | flow 0.8 litres per second, steady | nothing to do |
| Valve shaft | otter living in it | ask the county ecologist |

## Diving

{p.titled("divers")} and one other diver examined the upstream face to a depth of 17 metres. They recovered a
bicycle, two shopping trolleys and a brass plate of the old ferry, which now hangs in the canteen. Diving is only
allowed when both draw-off valves are locked and the key is in the diver's own pocket.

## Who does what

{p.name("operations")} answers for the works on the spillway and has set aside 36,000 pounds. {p.name("fitter")} replaces
the rungs. The county ecologist will be asked about the otter by {p.name("safety")}.

The surveyor's fee is 7,900 pounds. For the American tax form the surveyor gave her Social Security number,
{p.ssn("surveyor")}, and her address, {p.address("surveyor")}. The divers' invoice DV-3391 is sent to the finance office.
"""


def network(p: Pen) -> str:
    """Changes to the computer network."""
    return f"""
# Network change log, control room and offices, second quarter 2026

Kept by {p.name("computers")} ({p.mail("computers")}). Changes are made on Thursdays between 19:00 and 21:00, never on the
night before a bank holiday. Every change has a way back that was tried first.

## CHG-208, 9 April

The pump controllers at Gull Lane moved to their own network. Controller 1 is now {p.machine()} (MAC {p.mac()}),
controller 2 is {p.machine()} (MAC {p.mac()}). Nothing in the office can reach them but the jump host {p.machine("198.51.100")}.
Way back: plug the grey cable into port 14.

## CHG-211, 23 April

New account for the apprentice: user name {p.user("apprentice")}, temporary password: {p.write("SECRET", "Herring7-Gull!Quay")}
which must be changed at the first sign-in. {p.titled("apprentice")} signed the computer rules on 22 April. Accounts of
people who leave are closed on their last working day; the account {p.user("starter_five")} stays until his contract
ends on 30 November 2026.

## CHG-215, 7 May

Remote access for the controller. {p.name("controller")} may sign in from home, address {p.machine("203.0.113")}, with her
token only. Remote access is cut after 20 minutes without a keystroke. Three wrong passwords lock an account for one
hour; only the computer office can unlock it earlier, on {p.phone("computers")}.

## CHG-219, 28 May

Backups. The control room is backed up every night at 01:30 to the tape robot in the lighthouse cellar. Tapes are kept
for 90 days. A restore is practised twice a year, in March and in September. In March the restore took 3 hours and 10
minutes, of which 40 minutes were spent looking for the lighthouse key.

## CHG-224, 18 June

A laptop of the billing office was seen talking to {p.machine("203.0.113")} at night. It was the weather widget of
{p.name("billing")}. Removed. Nobody is in trouble.
"""
