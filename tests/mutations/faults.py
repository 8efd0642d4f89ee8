"""Faults that are planted into the engine, one at a time, to see that the evidence for it can fail.

Each changes one source file: `old`, which stands there once, becomes `new`; a file that is compiled for each
instruction set has the fault in all of them. `verify` names the scenarios of scenarios/replications/ whose expected
numbers are looked at; `tests` selects cases of rivalry_tests (doctest's -tc).
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


FAULTS = [
    Fault(
        "influence mask: a choice's contribution does not depend on the choice itself",
        "sim/model/landscape.cpp",
        "depends_on_.push_back(std::uint64_t{1} << i);",
        "depends_on_.push_back(0);",
        verify=["kauffman-landscapes"],
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
    ),
    Fault(
        "lost outside option",
        "sim/model/demand.cpp",
        "segment.denominator = market.segments.outside[segment.row];",
        "segment.denominator = 0;",
        verify=["bertrand-symmetric", "bertrand-asymmetric", "bertrand-segments", "switching-costs"],
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
        "view.loyalty = loyalty.gain;",
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
    ),
    Fault(
        "selection by the square of fitness",
        "sim/model/replicator.cpp",
        "1 / (firms.unit_cost[j] * mean)",
        "1 / (firms.unit_cost[j] * firms.unit_cost[j] * mean)",
        verify=["replicator"],
    ),
    Fault(
        "wrong formula: a firm far from what buyers want loses twice what it should",
        "sim/model/columns_level.cpp",
        "load(firms.technology_value + i) * load(firms.technology + i) - firms.position_weight / 2 * square);",
        "load(firms.technology_value + i) * load(firms.technology + i) - firms.position_weight * square);",
        tests="shares*outside share and surplus equal*",
    ),
    Fault(
        "wrong sign: good sensing delays what firms know",
        "sim/model/columns_level.cpp",
        "Reals delay = firms.max_delay * (1.0 - sensing);",
        "Reals delay = firms.max_delay * sensing;",
        tests="what is computed for many firms*,users tell what they want*",
    ),
    Fault(
        "pressure that a shrinking share does not add to",
        "sim/model/columns_level.cpp",
        "firms.aspiration_weight * low + firms.share_weight * falling +",
        "firms.aspiration_weight * low + 0.0 * falling +",
        tests="aspiration*slack*",
    ),
    Fault(
        "opportunities: margins below the market's mean do not draw to the path of capture",
        "sim/model/columns_level.cpp",
        "store(firms.opportunity[3] + i, at_least(firms.mean_margin - margin, 0.0));",
        "store(firms.opportunity[3] + i, at_least(margin - firms.mean_margin, 0.0));",
        tests="*second engine*",
    ),
    Fault(
        "hazard: slack keeps firms from innovating",
        "sim/model/columns_level.cpp",
        "task.by_slack * load(task.slack + i) +",
        "-task.by_slack * load(task.slack + i) +",
        tests="*second engine*",
    ),
    Fault(
        "unpaid cost: capabilities cost nothing",
        "sim/model/columns_level.cpp",
        "fixed_cost - capabilities * size -",
        "fixed_cost - 0.0 * capabilities * size -",
        tests="over 50 periods of the baseline*",
    ),
    Fault(
        "technology taken up at once",
        "sim/model/columns_level.cpp",
        "pace * at_least(Reals{}, firms.frontier - adopted)",
        "at_least(Reals{}, firms.frontier - adopted)",
        tests="*second engine*",
    ),
    Fault(
        "resources: acquired ones cost no premium",
        "sim/model/columns_level.cpp",
        "acquiring * made / (1.0 + firms.premium), built",
        "acquiring * made, built",
        tests="bundling and leveraging are paid*,the second engine*resources*",
    ),
    Fault(
        "bundling: enriching has no use",
        "sim/model/columns_level.cpp",
        "(firms.enriching_growth * enriching + firms.pioneering_growth",
        "(0.0 * enriching + firms.pioneering_growth",
        tests="bundling keeps and extends*,pioneering has the mean*",
    ),
    Fault(
        "partners: what two of them do counts twice",
        "sim/model/columns_level.cpp",
        "sum += weight * (1.0 - left);",
        "for (Index k = 0; k < firms.ties; ++k) sum += weight * (1.0 - missing[k]);",
        tests="partners do what a firm does not do itself*,the support of a block*",
    ),
    Fault(
        "legitimacy: size does not matter",
        "sim/model/columns_level.cpp",
        "age / (age + firms.mature_age) + size / (1.0 + size) +",
        "age / (age + firms.mature_age) + 0.0 * size +",
        tests="over 50 periods of the baseline*",
    ),
    Fault(
        "wrong formula: a price condition without the buyers that are bound",
        "sim/model/kernels_level.cpp",
        "square += bound * (k + 2.0) * inverse;",
        "square += bound * inverse;",
        verify=["switching-costs"],
        tests="one step of the fixed point*",
    ),
    Fault(
        "wrong sign: buyers of dear products are more",
        "sim/model/kernels_level.cpp",
        "segment.sensitivity * felt_price;\n      for",
        "-segment.sensitivity * felt_price;\n      for",
        verify=["bertrand-asymmetric"],
    ),
    Fault(
        "distance of needs: buyers are not counted",
        "sim/model/kernels_level.cpp",
        "served += buyers * square;",
        "served += square;",
        tests="how far a firm is from needs*",
    ),
    Fault(
        "expected sales: the own weight stays in the denominator",
        "sim/model/kernels_level.cpp",
        "const Eight z = field.denominator[s] - sight.own + e;",
        "const Eight z = field.denominator[s] + e;",
        tests="the expected profit of the status quo*,the expected profit of another design*",
    ),
]
