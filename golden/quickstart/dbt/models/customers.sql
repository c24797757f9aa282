select
    customer,
    count(*) as orders,
    sum(amount) as spent
from {{ ref('raw_orders') }}
group by customer
