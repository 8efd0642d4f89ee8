"""Faults that are planted into the engine, one at a time, to see that the evidence for it can fail.

Each changes one source file: `old`, which stands there once, becomes `new`. `verify` names the scenarios of
scenarios/replications/ whose expected numbers are looked at; `tests` selects cases of rivalry_tests (doctest's -tc).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    name: str
    file: str
    old: str
    new: str
    verify: list[str] = field(default_factory=list)
    tests: str = ""
    quick: bool = False  # part of the quick selection


FAULTS = [
    Fault(
        "influence mask: a choice's contribution does not depend on the choice itself",
        "sim/model/landscape.cpp",
        "depends_on_.push_back(std::uint64_t{1} << i);",
        "depends_on_.push_back(0);",
        verify=["kauffman-landscapes"],
        quick=True,
    ),
    Fault(
        "influence mask: a choice may be drawn among its own influences",
        "sim/model/landscape.cpp",
        "return draw_without_replacement(others(0, n, self), k, stream);",
        "return draw_without_replacement(others(0, n, -1), k, stream);",
        verify=["kauffman-landscapes"],
    ),
    Fault(
        "shared tables: all choices draw the same contributions",
        "sim/model/landscape.cpp",
        "static_cast<std::uint32_t>(choice) | generation_",
        "std::uint32_t{0} | generation_",
        verify=["kauffman-landscapes"],
    ),
    Fault(
        "redrawn tables: a threat to some choices changes all",
        "sim/model/landscape.cpp",
        "if (!streams.at(Purpose::redraw, i, period).chance(share)) continue;",
        "if (share == 0) continue;",
        tests="a redraw changes about its share*",
    ),
    Fault(
        "shared draw: contributions to efficiency reuse those to value",
        "sim/model/landscape.cpp",
        "const double other = stream.uniform();",
        "const double other = value;",
        verify=["kauffman-landscapes"],
    ),
    Fault(
        "wrong sign: alignment of the two landscapes",
        "sim/model/landscape.cpp",
        "const double z = alignment_ * functions",
        "const double z = -alignment_ * functions",
        verify=["kauffman-landscapes"],
    ),
    Fault(
        "shared stream: all founders draw the same business model",
        "sim/model/founding.cpp",
        "step.streams.at(Purpose::founding, firms.id[j], 0)",
        "step.streams.at(Purpose::founding, 0, 0)",
        verify=["levinthal-1997"],
        quick=True,
    ),
    Fault(
        "wrong sign: search prefers less fit designs",
        "sim/model/search.cpp",
        "return market.landscape.standardised(model).value - now;",
        "return now - market.landscape.standardised(model).value;",
        verify=["adaptive-walks"],
    ),
    Fault(
        "lost randomness: neighbours are tried in the order of the catalogue",
        "sim/model/search.cpp",
        "std::swap(neighbours[i], neighbours[i + stream.below(count - i)]);",
        "std::swap(neighbours[i], neighbours[i]);",
        verify=["levinthal-1997"],
    ),
    Fault(
        "long jumps that are not made",
        "sim/model/search.cpp",
        "if (stream.chance(scenario.search.long_jumps)) {",
        "if (stream.chance(0 * scenario.search.long_jumps)) {",
        verify=["long-jumps"],
    ),
    Fault(
        "off-by-one delay: projects finish a period late",
        "sim/model/projects.cpp",
        "static_cast<std::int32_t>(std::ceil(changed * pace));",
        "static_cast<std::int32_t>(1 + std::ceil(changed * pace));",
        verify=["adaptive-walks"],
        quick=True,
    ),
    Fault(
        "lost outside option",
        "sim/model/demand.cpp",
        "segment.denominator = market.segments.outside[segment.row];",
        "segment.denominator = 0;",
        verify=["bertrand-symmetric", "bertrand-asymmetric", "bertrand-segments", "switching-costs"],
        quick=True,
    ),
    Fault(
        "wrong derivative in pricing: own effect on the denominator",
        "sim/model/demand.cpp",
        "segment.free_square = free / z / z + total.locked_squared;",
        "segment.free_square = free / z + total.locked_squared;",
        verify=["bertrand-symmetric", "bertrand-asymmetric", "bertrand-segments"],
    ),
    Fault(
        "wrong sign: buyers prefer to pay more",
        "sim/model/demand.cpp",
        "view.sensitivity = segments.price_sensitivity[s];",
        "view.sensitivity = -segments.price_sensitivity[s];",
        verify=["bertrand-asymmetric"],
        tests="in random scenarios a higher own price*",
    ),
    Fault(
        "forgotten switching cost",
        "sim/model/demand.cpp",
        "view.loyalty = loyalty(segments, s);",
        "view.loyalty = 0;",
        tests="*retained buyers*",
    ),
    Fault(
        "stale prices: the market clears at the weights of the last pricing step",
        "sim/model/demand.cpp",
        "  weigh_firms(market, step);\n  const double saving",
        "  count_weights(market, step);\n  const double saving",
        tests="shares*outside share and surplus equal*",
    ),
    Fault(
        "order-dependent sum: blocks are joined in an order that depends on the threads",
        "sim/model/demand.cpp",
        "segment.denominator += sums[static_cast<std::size_t>(b) * open.size() + i];",
        "segment.denominator += sums[static_cast<std::size_t>((b + step.workers.threads()) % "
        "Workers::blocks(market.firms.count)) * open.size() + i];",
        tests="results do not depend on the number of threads",
    ),
    Fault(
        "dropped flow: pay-out leaves no firm's cash",
        "sim/model/accounts.cpp",
        "    cash -= paid.head(n);\n",
        "",
        verify=["balances"],
        tests="in random scenarios money*",
        quick=True,
    ),
    Fault(
        "dropped flow: entrants' cash comes from nowhere",
        "sim/model/entry_exit.cpp",
        "  flows.injected += firms.cash[j];\n",
        "",
        verify=["balances"],
    ),
    Fault(
        "exit not applied: leavers stay",
        "sim/model/entry_exit.cpp",
        "  remove(market, leavers);\n",
        "",
        verify=["balances"],
    ),
    Fault(
        "unpaid cost: fixed cost is booked, but not paid",
        "sim/model/accounts.cpp",
        "  sums.profit = kernel.sum(n, start(firms.profit));\n",
        "  of(firms.profit) += of(firms.fixed_cost);\n  sums.profit = kernel.sum(n, start(firms.profit));\n",
        verify=["bertrand-symmetric"],
    ),
    Fault(
        "unpaid cost: research is free",
        "sim/model/capacity.cpp",
        "step.scratch.spending[j] += research * firms.capital[j];",
        "step.scratch.spending[j] += 0 * research * firms.capital[j];",
        verify=["nelson-winter-innovation"],
    ),
    Fault(
        "a share counted twice: the first firm's in the Herfindahl index",
        "sim/run/statistics.cpp",
        "return firms.share(j) * firms.share(j); });",
        "return (j == 0 ? 2 : 1) * firms.share(j) * firms.share(j); });",
        verify=["cournot", "nelson-winter-selection"],
        quick=True,
    ),
    Fault(
        "imitation without effect",
        "sim/model/capacity.cpp",
        "return imitates ? std::max(best, known.best_practice) : best;",
        "return imitates ? best : best;",
        verify=["nelson-winter-selection"],
    ),
    Fault(
        "capital that does not depreciate",
        "sim/model/capacity.cpp",
        "capital * (1 - step.scenario.capacity.depreciation + investment.gross)",
        "capital * (1 + investment.gross)",
        verify=["nelson-winter-selection", "nelson-winter-innovation"],
    ),
    Fault(
        "Cournot: the number of producers is off by one",
        "sim/model/inverse_demand.cpp",
        "(choke_price + cost) / (producers + 1)",
        "(choke_price + cost) / producers",
        verify=["cournot"],
        quick=True,
    ),
    Fault(
        "selection by the square of fitness",
        "sim/model/replicator.cpp",
        "1 / (firms.unit_cost[j] * mean)",
        "1 / (firms.unit_cost[j] * firms.unit_cost[j] * mean)",
        verify=["replicator"],
    ),
]
